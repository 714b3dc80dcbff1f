using JointQP.Studies.Rates;

namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>Where the measured rates of a data directory lie: the silo writes them, the console reads them, silo or no silo.</summary>
public static class RateBookFile
{
    /// <summary>The file in a data directory.</summary>
    public static string Of(string dataDirectory) => Path.Combine(dataDirectory, "rates.json");

    /// <summary>What was measured: an empty book where there is no file, and null where the file is not readable as one.</summary>
    public static RateBook? Read(string dataDirectory)
    {
        try
        {
            return RateBook.Parse(File.ReadAllText(Of(dataDirectory)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return RateBook.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
