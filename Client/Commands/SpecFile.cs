using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Studies.Spec;

namespace JointQP.Client.Commands;

/// <summary>A study's file.</summary>
internal sealed record SpecFile(string Path, string Text)
{
    private const int MostBytes = 1 << 20;

    /// <summary>The name that stands for the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Reads it.</summary>
    /// <param name="path">A file's, or <see cref="StandardInput"/>.</param>
    /// <param name="input">The standard input.</param>
    /// <exception cref="ConsoleException">There is no such file, or it cannot be read, or is far too long for a study.</exception>
    public static SpecFile Read(string path, TextReader input)
    {
        try
        {
            if (path == StandardInput)
                return new SpecFile(path, ReadAll(input));
            if (Directory.Exists(path))
                throw new ConsoleException(ExitCode.BadInput, $"{path} is a folder; name a study's YAML file in it");
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
                throw TooLong(path);
            return new SpecFile(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{path} does not exist; name a study's YAML file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Checks it without the cluster.</summary>
    /// <param name="spec">The study; null when there are problems.</param>
    /// <returns>A line for each problem, as compilers write them: <c>FILE:line:column: message</c>.</returns>
    public ImmutableArray<string> Check(out StudySpec? spec)
    {
        (spec, var problems) = StudySpecParser.Parse(Text);
        return [.. problems.Select(p => $"{Path}:{p.Line}:{p.Column}: {p.Message}")];
    }

    /// <summary>Tells the problems of a spec and that nothing came of it, and answers the exit code.</summary>
    public static int Refuse(Call call, IReadOnlyCollection<string> problems, string outcome)
    {
        foreach (var problem in problems)
            call.Tell(problem);
        call.Tell($"jointqp: {(problems.Count == 1 ? "1 problem" : $"{problems.Count} problems")}; {outcome}");
        return ExitCode.BadInput;
    }

    private static string ReadAll(TextReader input)
    {
        var text = new char[MostBytes + 1];
        var length = input.ReadBlock(text);
        return length <= MostBytes ? new string(text, 0, length) : throw TooLong(StandardInput);
    }

    private static ConsoleException TooLong(string path) => new(ExitCode.BadInput, $"{path} is longer than 1 MiB: that is no study");
}
