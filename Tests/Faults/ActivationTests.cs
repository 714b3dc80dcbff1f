using System.Reflection;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Tests.Faults.Silos;
using Orleans.Serialization.Invocation;

namespace JointQP.Tests.Faults;

/// <summary>What a caller hears of a grain whose state does not come.</summary>
public sealed class ActivationTests
{
    [Fact]
    public async Task Activation_StorageHangs_CallerHearsThatTimeRanOut()
    {
        FastTime time = new(30);
        await using var cluster = await SiloCluster.Start(time);
        cluster.Turmoil = new Turmoil(1, new SiloWeather { Until = long.MaxValue, StoreHangs = 1 }, time, null);

        // Some readings take longer than Orleans waits for, some do not; and on a slow machine a silo may be given up meanwhile.
        Exception? heard = null;
        for (var study = 0; study < 100 && heard is not (OperationCanceledException or TimeoutException { InnerException: OperationCanceledException }); study++)
            heard = await Record.ExceptionAsync(cluster.Grains.GetGrain<IStudyGrain>($"hung-{study}").GetStatus);

        Assert.Contains("could not be activated in time", Assert.IsType<TimeoutException>(heard).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_CancelledByItsCaller_StaysCancelled()
    {
        using CancellationTokenSource own = new();
        var request = Answers.With<IInvokable>(_ => own.Token);
        var call = Answers.With<IOutgoingGrainCallContext>(asked => asked switch
        {
            "get_Request" => request,
            "get_TargetId" => GrainId.Create("study", "cancelled"),
            _ => Cancel(),
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new AbandonedActivations().Invoke(call));

        async Task Cancel()
        {
            await own.CancelAsync();
            throw new OperationCanceledException(own.Token);
        }
    }

    /// <summary>Stands for an interface of which a test asks a member or two.</summary>
    public class Answers : DispatchProxy
    {
        private Func<string, object?> _answer = null!;

        /// <param name="answer">By a member's name.</param>
        public static T With<T>(Func<string, object?> answer)
            where T : class
        {
            var made = Create<T, Answers>();
            ((Answers)(object)made)._answer = answer;
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!.Name);
    }
}
