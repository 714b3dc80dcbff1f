using System.Collections.Immutable;
using JointQP.Studies.Stages;

namespace JointQP.Training.Checkpoints;

/// <summary>
/// The checkpoints a worker has at hand: the last that it wrote or read, in memory and, where one is given, in a folder on a disk of its own. Those
/// least recently used go first.
/// </summary>
/// <remarks>
/// What is in memory was hashed when it was written or read, as these very bytes, and is found by that hash: it needs no reading and no verifying.
/// So a stage goes on from it even when the file it came from was lost meanwhile. May be used by several threads.
/// </remarks>
public sealed class CheckpointCache
{
    /// <summary>One that is larger is read piece by piece and never kept.</summary>
    private const long LargestContent = 1L << 30;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Hash, ArraySegment<byte> Content)> _newestFirst = [];
    private readonly Dictionary<string, LinkedListNode<(string Hash, ArraySegment<byte> Content)>> _nodes = new(StringComparer.Ordinal);
    private readonly long _mostBytes;
    private readonly int _mostCount;
    private readonly CheckpointCacheFolder? _folder;
    private long _bytes;

    /// <summary>An empty one.</summary>
    /// <param name="mostBytes">How much memory it may take, in bytes; 0 for none.</param>
    /// <param name="mostCount">How many checkpoints it may keep in memory.</param>
    /// <param name="folder">Where it keeps them on disk too, or null.</param>
    public CheckpointCache(long mostBytes, int mostCount, CheckpointCacheFolder? folder = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(mostCount);
        (_mostBytes, _mostCount, _folder) = (mostBytes, mostCount, folder);
    }

    /// <summary>The content hashes of what is kept, the most recently used first, those in memory before those on disk.</summary>
    /// <param name="most">So many at most.</param>
    public ImmutableArray<string> Newest(int most)
    {
        string[] inMemory;
        lock (_gate)
            inMemory = [.. _newestFirst.Take(most).Select(kept => kept.Hash)];
        return inMemory.Length == most || _folder is null ? [.. inMemory] : [.. inMemory.Union(_folder.Newest(most), StringComparer.Ordinal).Take(most)];
    }

    /// <summary>Whether one of this size would be kept at all.</summary>
    internal bool Takes(long bytes) => bytes <= LargestContent && (bytes <= _mostBytes || _folder is not null);

    /// <summary>Keeps a checkpoint's content.</summary>
    /// <param name="hash">The hash that was taken of it.</param>
    /// <param name="content">Belongs to the cache from now on, and is not changed any more.</param>
    internal void Keep(string hash, ArraySegment<byte> content)
    {
        _folder?.Keep(hash, content);
        KeepInMemory(hash, content);
    }

    /// <summary>The content of a checkpoint, or null.</summary>
    internal ArraySegment<byte>? Find(CheckpointRef checkpoint)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(checkpoint.Hash, out var node))
            {
                _newestFirst.Remove(node);
                _newestFirst.AddFirst(node);
                return node.Value.Content;
            }
        }

        if (checkpoint.Bytes > LargestContent || _folder?.Find(checkpoint) is not { } content)
            return null;
        KeepInMemory(checkpoint.Hash, content);
        return content;
    }

    private void KeepInMemory(string hash, ArraySegment<byte> content)
    {
        lock (_gate)
        {
            if (content.Count > _mostBytes || _mostCount == 0)
                return;
            if (_nodes.Remove(hash, out var before))
                Drop(before);
            _nodes[hash] = _newestFirst.AddFirst((hash, content));
            _bytes += content.Count;
            while (_bytes > _mostBytes || _newestFirst.Count > _mostCount)
            {
                _nodes.Remove(_newestFirst.Last!.Value.Hash);
                Drop(_newestFirst.Last);
            }
        }
    }

    private void Drop(LinkedListNode<(string Hash, ArraySegment<byte> Content)> node)
    {
        _newestFirst.Remove(node);
        _bytes -= node.Value.Content.Count;
    }
}
