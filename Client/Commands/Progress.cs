namespace JointQP.Client.Commands;

/// <summary>Tells beside the data how far work is, when it has taken two seconds, and every two seconds from then on.</summary>
internal sealed class Progress(Call call)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private long _told = call.Terminal.Time.GetTimestamp();

    /// <summary>Tells how far it is now, where that is due.</summary>
    public void Tell(string line)
    {
        if (call.Terminal.Time.GetElapsedTime(_told) < Every)
            return;
        call.Tell(line);
        _told = call.Terminal.Time.GetTimestamp();
    }
}
