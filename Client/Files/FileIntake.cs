using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Studies.Files;
using JointQP.Studies.Spec;

namespace JointQP.Client.Files;

/// <summary>
/// Copies the files that a spec names into the data directory, each under the hash of its content: from then on the study does not depend on
/// what becomes of the originals. Doing it again changes nothing.
/// </summary>
/// <param name="data">The data directory.</param>
internal sealed class FileIntake(DataDirectory data)
{
    /// <summary>Takes in all files of a study.</summary>
    /// <param name="file">Where the spec lies: paths in it are relative to its folder.</param>
    /// <param name="study">What it says.</param>
    /// <param name="problems">A line for each file that cannot be taken in, with its place in the spec.</param>
    public ImmutableArray<FileContent> TakeIn(SpecFile file, StudySpec study, out ImmutableArray<string> problems)
    {
        var contents = ImmutableArray.CreateBuilder<FileContent>();
        var wrong = ImmutableArray.CreateBuilder<string>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        foreach (var named in study.Files)
        {
            try
            {
                var path = Path.GetFullPath(Path.Combine(folder, named.Path));
                contents.Add(new FileContent(named.Kind, named.Path, named.Kind == FileKind.Plugin ? TakePlugin(path) : TakeWeights(path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                wrong.Add($"{file.Path}:{named.Line}:{named.Column}: {named.Kind.ToString().ToLowerInvariant()} '{named.Path}': {e.Message}");
            }
        }

        problems = wrong.ToImmutable();
        return contents.ToImmutable();
    }

    private string TakeWeights(string path)
    {
        var hash = HashOf(path);
        Store(StoredFile.WeightsOf(data.Path, hash), hash, () => OpenExisting(path));
        return hash;
    }

    private string TakePlugin(string path)
    {
        if (!IsAssembly(path, out _))
            throw new InvalidDataException($"{path} is no .NET assembly; name the .dll that 'dotnet build' made of the plug-in's project");
        var folder = Path.GetDirectoryName(path)!;
        var others = Directory.EnumerateFiles(folder, "*.dll")
            .Where(other => other != path && IsAssembly(other, out var name) && !PluginManifest.IsProduct(name))
            .Select(other => new PluginAssembly(Path.GetFileName(other), HashOf(other)));
        var manifest = PluginManifest.Of(new PluginAssembly(Path.GetFileName(path), HashOf(path)), others);
        foreach (var assembly in manifest.Assemblies)
            Store(Path.Combine(StoredFile.FolderOf(data.Path, manifest.Hash), assembly.File), assembly.Hash, () => OpenExisting(Path.Combine(folder, assembly.File)));
        // Last: where the list is, all that it lists is there.
        Store(StoredFile.ManifestOf(data.Path, manifest.Hash), manifest.Hash, () => new MemoryStream(Encoding.UTF8.GetBytes(manifest.Text)));
        return manifest.Hash;
    }

    private static bool IsAssembly(string path, out string? name)
    {
        name = null;
        using var stream = OpenExisting(path);
        try
        {
            using var image = new PEReader(stream);
            if (!image.HasMetadata || image.GetMetadataReader() is not { IsAssembly: true } metadata)
                return false;
            name = metadata.GetString(metadata.GetAssemblyDefinition().Name);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static string HashOf(string path)
    {
        using var stream = OpenExisting(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static FileStream OpenExisting(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path} is a folder; name a file in it");
        return File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete)
            : throw new FileNotFoundException($"{path} does not exist; correct the path (it is relative to the spec's folder) or make the file");
    }

    private static void Store(string path, string hash, Func<Stream> open)
    {
        // A whole copy stays; one that was damaged meanwhile is replaced.
        if (File.Exists(path) && HashOf(path) == hash)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var source = open())
            using (var copy = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                source.CopyTo(copy);
                copy.Flush(flushToDisk: true);
            }

            if (HashOf(temporary) != hash)
                throw new IOException("its content changed while it was copied; launch again when nothing writes to it");
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
