using System.Collections.Immutable;
using Orleans;

namespace JointQP.Studies.Files;

/// <summary>What a file that a spec names is for.</summary>
public enum FileKind
{
    /// <summary>An assembly with networks, tasks or data sets, and the managed libraries beside it.</summary>
    Plugin,

    /// <summary>Weights to start from, as safetensors.</summary>
    Weights,
}

/// <summary>A file that a spec names.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Path">As written: relative to the spec's own folder, or absolute.</param>
/// <param name="Line">Where the spec names it, from 1.</param>
/// <param name="Column">Column in that line, from 1.</param>
/// <param name="Hash">64 lower-case hexadecimal digits of its content; empty until that was taken in.</param>
public sealed record NamedFile(FileKind Kind, string Path, int Line, int Column, string Hash = "")
{
    /// <summary>The same file with the hash that <paramref name="contents"/> hold for it; unchanged when they hold none.</summary>
    public NamedFile Resolve(ImmutableArray<FileContent> contents) =>
        contents.FirstOrDefault(content => content.Kind == Kind && content.Path == Path) is { } found ? this with { Hash = found.Hash } : this;
}

/// <summary>What a named file held when its study was launched.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Path">As the spec writes it.</param>
/// <param name="Hash">64 lower-case hexadecimal digits: the name of its copy in the data directory.</param>
[GenerateSerializer, Immutable, Alias("JointQP.FileContent")]
public sealed record FileContent([property: Id(0)] FileKind Kind, [property: Id(1)] string Path, [property: Id(2)] string Hash);
