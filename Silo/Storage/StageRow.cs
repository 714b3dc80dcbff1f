using System.Data.Common;
using System.Text.Json;
using JointQP.Studies.Rates;
using JointQP.Studies.Stages;

namespace JointQP.Silo.Storage;

/// <summary>A stage as a row of a database: what has parts is JSON.</summary>
internal static class StageRow
{
    /// <summary>The columns besides the study, in the order of <see cref="Values"/> and <see cref="Read"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "id", "status", "epoch", "version", "holder", "losses", "failures", "rebuilds", "progress", "result", "fingerprint", "reason", "outcome", "timing",
    ];

    /// <summary>The same as SQL has it.</summary>
    public static string Names { get; } = string.Join(", ", Columns);

    /// <summary>The values of a record.</summary>
    public static object?[] Values(StageRecord stage) =>
    [
        stage.Id,
        stage.Status.ToString(),
        stage.Epoch,
        stage.Version,
        ToJson(stage.Holder),
        stage.Losses,
        stage.Failures,
        stage.Rebuilds,
        ToJson(stage.Progress),
        ToJson(stage.Result),
        stage.Fingerprint,
        stage.Reason,
        stage.Outcome?.ToString(),
        ToJson(stage.Timing),
    ];

    /// <summary>The record of a row that was selected by <see cref="Names"/>.</summary>
    public static StageRecord Read(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Status = Enum.Parse<StageStatus>(reader.GetString(1)),
        Epoch = reader.GetInt64(2),
        Version = reader.GetInt64(3),
        Holder = FromJson<LeaseHolder>(Text(reader, 4)),
        Losses = reader.GetInt32(5),
        Failures = reader.GetInt32(6),
        Rebuilds = reader.GetInt32(7),
        Progress = FromJson<CheckpointRef>(Text(reader, 8)),
        Result = FromJson<StageResult>(Text(reader, 9)),
        Fingerprint = Text(reader, 10),
        Reason = Text(reader, 11),
        Outcome = Text(reader, 12) is { } outcome ? Enum.Parse<AttemptOutcome>(outcome) : null,
        Timing = FromJson<StageTiming>(Text(reader, 13)),
    };

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static string? ToJson<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value);

    private static T? FromJson<T>(string? text)
        where T : class => text is null ? null : JsonSerializer.Deserialize<T>(text);
}
