using System.Threading.Channels;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Storage;
using JointQP.Silo.Hosting;
using JointQP.Studies.Rates;
using JointQP.Studies.Words;

namespace JointQP.Silo.Storage;

/// <summary>The measured rates in the file of a data directory, written by one after another, those that wait together at once.</summary>
internal sealed partial class RateBookKeeper : IStageRates, IHostedService
{
    private readonly string _dataDirectory;
    private readonly ILogger<RateBookKeeper> _logger;
    // Should commits come faster than a small file is written, the oldest are lost.
    private readonly Channel<Measured> _measured = Channel.CreateBounded<Measured>(
        new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
    private Task _keeping = Task.CompletedTask;

    public RateBookKeeper(string dataDirectory, ILogger<RateBookKeeper> logger) => (_dataDirectory, _logger) = (dataDirectory, logger);

    public void Add(TrialSpec spec, long to, StageTiming timing, long bytes) => _measured.Writer.TryWrite(new(spec, to, timing, bytes));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _keeping = Task.Run(Keep, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _measured.Writer.TryComplete();
        return _keeping;
    }

    private async Task Keep()
    {
        while (await _measured.Reader.WaitToReadAsync())
        {
            // Each time anew: the silos of a cluster write into the same file, and two that do so at once lose a measurement at most.
            var book = RateBookFile.Read(_dataDirectory);
            if (book is null)
                LogUnreadable(RateBookFile.Of(_dataDirectory));
            book ??= RateBook.Empty;
            while (_measured.Reader.TryRead(out var stage))
                book = Noted(book, stage);
            try
            {
                AtomicFile.Write(RateBookFile.Of(_dataDirectory), book.ToJson());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotWritten(e.Message);
            }
        }
    }

    // A message that no worker of ours sent must not end the keeping of all others.
    private RateBook Noted(RateBook book, Measured stage)
    {
        try
        {
            var next = book.Add(stage.Spec, stage.To, stage.Timing, stage.Bytes);
            if (next.IsSound)
                return next;
            LogRefused("it holds figures that are none");
        }
        catch (Exception e)
        {
            LogRefused(e.Message);
        }

        return book;
    }

    private readonly record struct Measured(TrialSpec Spec, long To, StageTiming Timing, long Bytes);

    [LoggerMessage(LogLevel.Warning, "The measured rates in {File} cannot be read; they are measured anew")]
    private partial void LogUnreadable(string file);

    [LoggerMessage(LogLevel.Warning, "The measured rates cannot be written: {Error} Estimates of plans stay as they were")]
    private partial void LogNotWritten(string error);

    [LoggerMessage(LogLevel.Warning, "The timing of a stage was left out of the measured rates: {Error}")]
    private partial void LogRefused(string error);
}
