using System.Xml.Linq;

namespace JointQP.Tests.Unit.Architecture;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A project's references, as its file states them.</summary>
    public static (string[] Projects, string[] Packages) References(string project)
    {
        var file = XDocument.Load(Path.Combine(Root, project, project + ".csproj"));
        var projects = file.Descendants("ProjectReference")
            .Where(r => (string?)r.Attribute("ReferenceOutputAssembly") != "false")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
        var packages = file.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!);
        return ([.. projects], [.. packages]);
    }

    /// <summary>The projects that a program holds once it runs, itself included.</summary>
    public static HashSet<string> Closure(string project)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([project]);
        while (open.TryDequeue(out var next))
        {
            if (seen.Add(next))
                Array.ForEach(References(next).Projects, open.Enqueue);
        }

        return seen;
    }

    /// <summary>All C# sources of a project.</summary>
    public static IEnumerable<string> Sources(string project) =>
        Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "JointQP.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("JointQP.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
