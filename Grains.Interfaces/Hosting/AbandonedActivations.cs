namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>
/// Tells a caller of a grain that could not be activated, because its storage did not answer in Orleans' 30 seconds, that time ran out. Orleans says
/// that the call was cancelled: a worker would end on it, and a console take it for a defect, where both ask again after a timeout.
/// </summary>
public sealed class AbandonedActivations : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    /// <exception cref="TimeoutException">The grain did not come up in time; the call may be made again.</exception>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Before it is sent: an answered request gives its arguments back.
        var own = context.Request.GetCancellationToken();
        try
        {
            await context.Invoke();
        }
        catch (OperationCanceledException e) when (!own.IsCancellationRequested)
        {
            throw new TimeoutException($"{context.TargetId}, or a grain that it asked, could not be activated in time: its storage does not answer.", e);
        }
    }
}
