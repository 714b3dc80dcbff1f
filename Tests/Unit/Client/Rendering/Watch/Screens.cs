using System.Runtime.CompilerServices;
using JointQP.Client.Rendering.Watch;
using JointQP.Tests.Unit.Architecture;
using Spectre.Console.Rendering;

namespace JointQP.Tests.Unit.Client.Rendering.Watch;

/// <summary>
/// Pictures held against approved text in Tests/Unit/Client/Screens. A wanted change is approved by running these tests with
/// <c>JOINTQP_APPROVE_SCREENS=1</c>, which writes the files anew, and reading their difference before it is committed.
/// </summary>
internal static class Screens
{
    private static readonly string Folder = Path.Combine(Repository.Root, "Tests", "Unit", "Client", "Screens");

    /// <summary>Holds a picture against its window and its approved text.</summary>
    public static void Approve(Picture picture, int width, int? height, [CallerMemberName] string test = "", string variant = "")
    {
        Assert.All(picture.Lines, line => Assert.True(line.Length <= width, $"longer than {width} columns: {line.Text}"));
        if (height is { } rows)
            Assert.InRange(picture.Lines.Count, 1, rows);
        Compare($"{test}{variant}", string.Join('\n', picture.Lines.Select(line => line.Text.TrimEnd())) + '\n');
    }

    /// <summary>Holds what a command prints for people against its approved text, and its lines against 80 columns.</summary>
    public static void Approve(IRenderable screen, string name) => Approve(Recorded.Render(screen), name);

    /// <summary>The same of text.</summary>
    public static void Approve(string screen, string name)
    {
        Assert.All(screen.Split('\n'), line => Assert.True(line.Length <= 80, $"longer than 80 columns: {line}"));
        Compare(name, screen + '\n');
    }

    private static void Compare(string name, string actual)
    {
        var file = Path.Combine(Folder, $"{name}.txt");
        if (Environment.GetEnvironmentVariable("JOINTQP_APPROVE_SCREENS") == "1")
            File.WriteAllText(file, actual);
        Assert.True(File.Exists(file), $"{file} is missing; printed is:\n{actual}");
        var expected = File.ReadAllText(file).ReplaceLineEndings("\n");
        if (expected != actual)
            Assert.Fail($"{Path.GetFileName(file)} differs:\n{Difference(expected.Split('\n'), actual.Split('\n'))}");
    }

    private static string Difference(string[] approved, string[] printed) => string.Join('\n', Enumerable.Range(0, Math.Max(approved.Length, printed.Length))
        .SelectMany(at =>
        {
            var (before, after) = (approved.ElementAtOrDefault(at), printed.ElementAtOrDefault(at));
            return before == after ? [$"  {before}"] : new[] { before is null ? null : $"- {before}", after is null ? null : $"+ {after}" };
        })
        .OfType<string>());
}
