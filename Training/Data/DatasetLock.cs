namespace JointQP.Training.Data;

/// <summary>
/// One fetcher at a time on a data directory, over all processes of a machine. It saves work and guards nothing: what is fetched is
/// verified, and renamed into place, so two fetchers on a file system without locks do no harm.
/// </summary>
internal static class DatasetLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the lock is free and takes it; disposing gives it back, and so does the end of the process.</summary>
    /// <param name="path">The lock file. It stays: deleting it would let two in at once.</param>
    /// <param name="waiting">Called once when another holds it.</param>
    public static async Task<IDisposable> AcquireAsync(string path, Action waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        for (bool told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeldByAnother(e))
            {
                if (!told)
                    waiting();
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    // EAGAIN of Linux, EWOULDBLOCK of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeldByAnother(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
