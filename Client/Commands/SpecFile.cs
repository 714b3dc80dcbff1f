using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Studies.Spec;

namespace JointQP.Client.Commands;

/// <summary>A study's file.</summary>
internal sealed record SpecFile(string Path, string Text)
{
    private const long MostBytes = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <exception cref="ConsoleException">There is no such file, or it cannot be read, or is far too long for a study.</exception>
    public static SpecFile Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new ConsoleException(ExitCode.BadInput, $"{path} is a folder; name a study's YAML file in it");
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
                throw new ConsoleException(ExitCode.BadInput, $"{path} is longer than 1 MiB: that is no study");
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
}
