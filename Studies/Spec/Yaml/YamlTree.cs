using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace JointQP.Studies.Spec.Yaml;

/// <summary>
/// Text to nodes. Built from parser events rather than from a representation model, because that one stops at the first repeated
/// key, and all problems of a spec are to be told at once.
/// </summary>
internal sealed class YamlTree
{
    // No spec is deeper than 6. The bound keeps hostile nesting from exhausting the stack of whoever parses.
    private const int MaximumDepth = 32;

    private readonly Parser _parser;
    private readonly Dictionary<string, SpecNode> _anchors = new(StringComparer.Ordinal);

    private YamlTree(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The only document's root; null and a problem when the text is not YAML, empty, or several documents.</summary>
    public static (SpecNode? Root, SpecProblem? Problem) Read(string text)
    {
        var tree = new YamlTree(text);
        try
        {
            return (tree.ReadDocument(), null);
        }
        catch (YamlException e)
        {
            return (null, Unreadable(e.Start, e.Message));
        }
        catch (InvalidOperationException)
        {
            // The scanner gives up on some broken brackets in this way, without a place: told is the last one it understood.
            return (null, Unreadable(tree._parser.Current?.End ?? Mark.Empty, "after this place, look for a bracket that is not closed or a value that is not quoted"));
        }
    }

    private static SpecProblem Unreadable(Mark place, string why) =>
        new(Math.Max(1, (int)place.Line), Math.Max(1, (int)place.Column), "not readable as YAML: " + why);

    private SpecNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out var end))
            throw new YamlException(end.Start, end.End, "the text is empty; a spec is a mapping with name, seeds and experiments");
        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            throw new YamlException(second.Start, second.End, "a second document starts here; a spec is one document");
        return root;
    }

    private SpecNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var known)
                ? known
                : throw new YamlException(alias.Start, alias.End, $"unknown alias '*{alias.Value.Value}'; an anchor '&{alias.Value.Value}' must be complete before it, and a text that begins with '*' needs quotes");
        }

        var start = _parser.Consume<NodeEvent>();
        if (depth > MaximumDepth)
            throw new YamlException(start.Start, start.End, $"nested deeper than {MaximumDepth} levels");
        SpecNode node = start switch
        {
            Scalar scalar => ToNode(scalar),
            SequenceStart => ReadList(start, depth),
            _ => ReadMapping(start, depth),
        };
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;
        return node;
    }

    private ListNode ReadList(NodeEvent start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<SpecNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new ListNode((int)start.Start.Line, (int)start.Start.Column, items.ToImmutable());
    }

    private MappingNode ReadMapping(NodeEvent start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<(ScalarNode, SpecNode)>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1) as ScalarNode
                ?? throw new YamlException(start.Start, start.End, "a key is a list or a mapping; allowed: a word");
            entries.Add((key, ReadNode(depth + 1)));
        }

        return new MappingNode((int)start.Start.Line, (int)start.Start.Column, entries.ToImmutable());
    }

    private static ScalarNode ToNode(Scalar scalar)
    {
        var (line, column) = ((int)scalar.Start.Line, (int)scalar.Start.Column);
        var quotes = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? 1 : 0;
        var written = (int)(scalar.End.Index - scalar.Start.Index) - (2 * quotes);
        return new ScalarNode(line, column, scalar.Value, scalar.Style == ScalarStyle.Plain, written == scalar.Value.Length ? column + quotes : 0);
    }
}
