using System.Diagnostics;
using JointQP.Studies.Results;
using JointQP.Tests.Training.Stages;

namespace JointQP.Tests.Training.Export;

/// <summary>What another program makes of an export: Python with the torch of Debian's package python3-torch, where it is installed.</summary>
public sealed class OutsideReaderTests : IDisposable
{
    // Not the first python3 on the path: only Debian's own sees Debian's packages.
    private const string Python = "/usr/bin/python3";

    private readonly StageBench _bench = new();

    [Theory]
    // 7 parameters and buffers of a convolution with batch norm, 7 of the linear one, 2 of the last; a mask for 2 weights and 3 feature maps.
    [InlineData("float", "23 tensors agree, of them 19 that stay as they are")]
    [InlineData("joint", "28 tensors agree, of them 19 that stay as they are")]
    public void Export_OfATrial_IsReadAndRecomputedByAnotherProgram(string schedule, string expected)
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not there");
        Assert.SkipUnless(Run("-c", "import torch").Code == 0, "Debian's package python3-torch is not installed");
        var checkpoint = Path.Combine(_bench.Folder, _bench.Run(_bench.Job(StageBench.Spec(schedule))).Result.Checkpoint.File);
        var export = ExportFiles.Of(checkpoint);

        var (code, output) = Run(Path.Combine(AppContext.BaseDirectory, "Export", "outside_reader.py"), checkpoint, export.Tensors, export.Description);

        Assert.True(code == 0, output);
        Assert.Equal(expected, output.Trim());
    }

    public void Dispose() => _bench.Dispose();

    private static (int Code, string Output) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // Our own libtorch is none of that program's business.
        start.Environment.Remove("LD_LIBRARY_PATH");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.GetAwaiter().GetResult());
    }
}
