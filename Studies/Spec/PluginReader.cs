using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Files;
using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Words;

namespace JointQP.Studies.Spec;

/// <summary>The parts of a spec that concern files and plug-ins. What a plug-in has is not known here: the worker checks it before step 0.</summary>
/// <param name="reader">Collects what is wrong.</param>
/// <param name="plugin">The study's plug-in; null when it has none.</param>
internal sealed class PluginReader(SpecReader reader, NamedFile? plugin)
{
    private const int LongestPath = 1024;

    /// <summary>A file's name.</summary>
    public static NamedFile? File(SpecReader reader, SpecNode? node, string what, FileKind kind)
    {
        if (node is null)
            return null;
        if (node is ScalarNode { IsEmpty: false, Value: { Length: > 0 and <= LongestPath } path } && !path.Any(char.IsControl))
            return new NamedFile(kind, path, node.Line, node.Column);
        reader.Problem(node, $"{what} must be the path of a file, relative to this one; found {node.Describe()}");
        return null;
    }

    /// <summary>A word of the vocabulary, or <c>plugin/NAME</c>.</summary>
    public string? Word(SpecNode? node, string what, IReadOnlyCollection<string> allowed)
    {
        if (node is not ScalarNode { Value: var word } || !PluginName.IsOne(word))
            return reader.Word(node, what, plugin is null ? allowed : [.. allowed, PluginName.Prefix + "NAME"]);
        if (plugin is null)
            reader.Problem(node, $"{what} '{word}' is that of a plug-in, and the study has none; allowed: 'plugin: PATH/OF/PLUGIN.dll' beside the study's name, or {string.Join(", ", allowed)}");
        else if (!SpecReader.IsName(PluginName.Bare(word)))
            reader.Problem(node, $"a plug-in's {what} must be {PluginName.Prefix} and a name of a-z, 0-9, '-', '_' and '.'; found {node.Describe()}");
        else
            return word;
        return null;
    }

    /// <summary>A plug-in's task: its name and what its verdicts compare, because only a worker can ask the plug-in.</summary>
    public (string Name, VerdictMetric Metric, NetworkKind Kind)? Task(SpecNode node)
    {
        if (reader.Mapping(node, "task", "name", "metric", "higher-is-better", "fraction", "kind") is not { } task)
            return null;
        var nameNode = task.Required("name");
        var name = Word(nameNode, "task", [PluginName.Prefix + "NAME"]);
        var metric = ReadMetric(task.Required("metric"));
        var higher = reader.Choice<Answer>(task.Required("higher-is-better"), "higher-is-better");
        var fraction = reader.Choice<Answer>(task.Optional("fraction"), "fraction") ?? Answer.False;
        var kind = reader.Choice<NetworkKind>(task.Optional("kind"), "kind") ?? NetworkKind.Discriminative;
        if (name is not null && !PluginName.IsOne(name))
            reader.Problem(nameNode!, $"unknown task '{name}'; allowed: {PluginName.Prefix} and the name that the plug-in gives its task");
        return name is null || metric is null || higher is null
            ? null
            : (name, new VerdictMetric(metric, higher == Answer.True, fraction == Answer.True), kind);
    }

    private string? ReadMetric(SpecNode? node)
    {
        const string Test = "test/";
        if (node is null)
            return null;
        if (node is ScalarNode { Value: var name } && name.StartsWith(Test, StringComparison.Ordinal) && SpecReader.IsName(name[Test.Length..]))
            return name;
        reader.Problem(node, $"metric must be one on test data, such as 'test/mse'; found {node.Describe()}");
        return null;
    }

    private enum Answer
    {
        False,
        True,
    }
}
