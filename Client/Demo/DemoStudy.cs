using System.Globalization;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Demo;

/// <summary>The demo's study on the cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Resumed">Whether an earlier demo was interrupted in it, so that this one goes on with it.</param>
internal sealed record DemoStudy(string Name, bool Resumed)
{
    /// <summary>
    /// Launches the study as <c>demo</c>, or <c>demo-2</c> and so on when the names before are of ended studies or other specs. One that
    /// was interrupted with the same spec is gone on with.
    /// </summary>
    public static async Task<DemoStudy> Launch(string specText, Func<string, Task<StudyStatus?>> find, Func<StudyLaunch, Task<LaunchReply>> launch)
    {
        for (var number = 1; ; number++)
        {
            var name = NameOf(number);
            if (await find(name) is { } there && there.Phase != StudyPhase.Running)
                continue;
            var reply = await launch(new StudyLaunch(name, specText));
            switch (reply.Outcome)
            {
                case LaunchOutcome.Launched:
                    return new DemoStudy(name, Resumed: false);
                case LaunchOutcome.AlreadyLaunched:
                    return new DemoStudy(name, Resumed: true);
                case LaunchOutcome.NameTaken:
                    continue;
                default:
                    throw new ConsoleException(ExitCode.BadInput, $"the cluster refuses the demo: {string.Join("; ", reply.Problems)}");
            }
        }
    }

    /// <summary>The earlier demos that found the same, bit for bit.</summary>
    /// <param name="name">The demo's own name.</param>
    /// <param name="hash">Its result hash; null when it has none.</param>
    /// <param name="find">Answers what a study found; null when there is no such study.</param>
    public static async Task<IReadOnlyList<string>> SameAs(string name, string? hash, Func<string, Task<StudyResults?>> find)
    {
        var same = new List<string>();
        for (var number = 1; hash is not null && NameOf(number) != name; number++)
        {
            if ((await find(NameOf(number)))?.ResultHash == hash)
                same.Add(NameOf(number));
        }

        return same;
    }

    /// <summary>The name of the first, second, … demo.</summary>
    public static string NameOf(int number) => number == 1 ? "demo" : "demo-" + number.ToString(CultureInfo.InvariantCulture);
}
