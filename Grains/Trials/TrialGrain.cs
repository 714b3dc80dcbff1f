using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Grains.Storage;
using JointQP.Grains.Studies;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Grains.Trials;

/// <summary>A trial: its metrics into the store and out of it. Keeps nothing itself.</summary>
internal sealed class TrialGrain(IStageStore stages, IMetricStore metrics, StudyInstruments instruments, TimeProvider time) : Grain, ITrialGrain
{
    private const int RowsAtOnce = 2000;
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(250);

    private string _study = "";
    private string _experiment = "";
    private int _index;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString().Split('/') is not [var study, var experiment, var index]
            || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _index))
            throw new ArgumentException($"'{this.GetPrimaryKeyString()}' is no key of a trial; it is study/experiment/index.");
        (_study, _experiment) = (study, experiment);
        return Task.CompletedTask;
    }

    public async Task<StageReply> Append(LeaseToken token, ImmutableArray<MetricRow> rows)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Study != _study)
            throw new ArgumentException($"Metrics of study {token.Study} were sent to a trial of study {_study}.", nameof(token));
        if (await metrics.Append(token, rows))
            return StageReply.Accepted;
        instruments.OnFenced("Append");
        return StageReply.Fenced;
    }

    public async IAsyncEnumerable<ImmutableArray<TrialMetric>> Stream(
        MetricCursor? after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = (await Trial()).Path;
        for (var at = after; ;)
        {
            var page = await Next(path, at);
            at = page.Cursor;
            if (!page.Rows.IsEmpty)
                yield return page.Rows;
            if (page.More == MetricsMore.Never)
                yield break;
            if (page.More == MetricsMore.Later)
                await Task.Delay(PollPeriod, time, cancellationToken);
        }
    }

    public async Task<MetricPage> Read(MetricCursor? after)
    {
        if (await Find() is not { Path: var path })
            return new MetricPage([], after, MetricsMore.Never);
        while (true)
        {
            var page = await Next(path, after);
            if (!page.Rows.IsEmpty || page.More != MetricsMore.Now)
                return page;
            after = page.Cursor;
        }
    }

    /// <summary>Reads once: rows of one stage, or that it has no more.</summary>
    private async Task<MetricPage> Next(ImmutableArray<string> path, MetricCursor? after)
    {
        var (position, step) = after is { } cursor ? (cursor.Stage, cursor.Step) : (0, -1L);
        // First the status, then the rows: of a stage that had come to its end, nothing is missing in what is read afterwards.
        // A study that is deleted takes its stages with it.
        if (position >= path.Length || await stages.Find(_study, path[position]) is not { Status: var status })
            return new MetricPage([], after, MetricsMore.Never);
        var ended = status.HasEnded();
        var rows = await metrics.Read(_study, path[position], step, RowsAtOnce);
        // The last step of a stage under way may still grow by other names, and a cursor could not come back for them.
        if (!ended && !rows.IsEmpty)
            rows = rows.RemoveAll(row => row.Step == rows[^1].Step);
        if (!rows.IsEmpty)
            return new MetricPage([.. rows.Select(row => new TrialMetric(new MetricCursor(position, row.Step), row))], new MetricCursor(position, rows[^1].Step), MetricsMore.Now);
        return status == StageStatus.Committed
            ? new MetricPage([], new MetricCursor(position + 1, -1), position + 1 < path.Length ? MetricsMore.Now : MetricsMore.Never)
            : new MetricPage([], after, ended ? MetricsMore.Never : MetricsMore.Later);
    }

    private async Task<PlannedTrial> Trial() => await Find()
        ?? throw new ArgumentException($"There is no trial {this.GetPrimaryKeyString()}; 'jointqp trial list {_study}' lists those there are.");

    /// <summary>Asked each time: a name may be that of another study by now.</summary>
    private Task<PlannedTrial?> Find() =>
        GrainFactory.GetGrain<IExperimentGrain>(IExperimentGrain.KeyOf(_study, _experiment)).GetTrial(_index);
}
