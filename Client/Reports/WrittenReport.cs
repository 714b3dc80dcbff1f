using JointQP.Client.Files;
using JointQP.Client.Hosting;

namespace JointQP.Client.Reports;

/// <summary>A report that is a file.</summary>
/// <param name="Path">Whole.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record WrittenReport(string Path, long Bytes)
{
    /// <summary>Writes the page, in place of a file that is there.</summary>
    /// <exception cref="ConsoleException">It cannot be written.</exception>
    public static WrittenReport Write(string path, ReportData data)
    {
        try
        {
            WholeFile.Write(path, ReportPage.Of(data.Planned()));
            return new WrittenReport(path, new FileInfo(path).Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{path} cannot be written: {e.Message}");
        }
    }
}
