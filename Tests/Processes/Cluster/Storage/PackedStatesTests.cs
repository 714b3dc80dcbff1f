using JointQP.Grains.Storage;
using JointQP.Grains.Studies;
using JointQP.Silo.Storage;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace JointQP.Tests.Processes.Cluster.Storage;

public sealed class PackedStatesTests(SharedSilo shared)
{
    private const int Trials = 5000;
    private const int Most = 64 * 1024;

    private const string Grid =
        "- { orderings: all, of: [P0.5(w), Q8(w)], onsets: { grid: { P: { from: 5%, to: 85%, count: 50 }, Q: { from: 5%, to: 85%, count: 100 } } } }";

    private readonly OrleansGrainStorageSerializer _plain = new(shared.Silo.Services.GetRequiredService<Serializer>());

    /// <summary>A study of 5,000 trials, however it is written: a grid, seeds, or schedule by schedule.</summary>
    public static TheoryData<string, string> Studies => new()
    {
        { "1", Grid },
        { $"[{string.Join(", ", Enumerable.Range(0, Trials).Select(seed => (seed * 104_729L) + 1_000_000))}]", "- float" },
        {
            "1",
            string.Join("\n      ", Enumerable.Range(0, Trials).Select(i =>
                $"- {{ name: schedule-{i}, order: P0.{(i % 9) + 1}(w) -> Q8(w), onsets: [{10 + (i * 7919 % 500)} steps, {600 + (i / 9)} steps] }}"))
        },
    };

    [Theory]
    [MemberData(nameof(Studies))]
    public async Task Store_StateOfFiveThousandTrials_IsWellUnder64KB(string seeds, string schedules)
    {
        StudyState study = new()
        {
            SpecText =
                $$"""
                name: large
                seeds: {{seeds}}
                experiments:
                  - name: e
                    dataset: fashion-mnist
                    samples: { train: 12800, validation: 500, test: 1000 }
                    network: convnet
                    training: { epochs: 10, batch: 64 }
                    compression: { ramp: { every: 5 steps, times: 4 } }
                    schedules:
                      {{schedules}}
                """,
        };
        var (spec, problems) = StudySpecParser.Parse(study.SpecText);
        Assert.Empty(problems);
        Assert.Equal(Trials, StudyPlanner.Plan(spec!).Trials.Length);
        var key = "packed-" + Guid.NewGuid().ToString("N");
        var grain = GrainId.Create("test", key);
        var storage = shared.Silo.Services.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Name);

        await storage.WriteStateAsync("study", grain, new GrainState<StudyState>(study));

        using var connection = shared.Silo.Services.GetRequiredService<SqliteDatabase>().OpenConnection();
        using var ask = connection.Command("SELECT LENGTH(payload) FROM grains WHERE key = @key", ("@key", key));
        Assert.InRange(ask.Number()!.Value, 1, Most - 1);
        GrainState<StudyState> read = new();
        await storage.ReadStateAsync("study", grain, read);
        Assert.Equal(study.SpecText, read.State!.SpecText);
    }

    [Fact]
    public void Deserialize_LargeStateOfAnEarlierVersion_IsRead()
    {
        StudyState study = new() { SpecText = new string('#', Most) };

        var read = new PackedStates(_plain).Deserialize<StudyState>(_plain.Serialize(study));

        Assert.Equal(study.SpecText, read!.SpecText);
    }

    [Fact]
    public void Serialize_SmallState_IsAsItWas()
    {
        StudyState study = new() { SpecText = Grid };

        Assert.Equal(_plain.Serialize(study).ToArray(), new PackedStates(_plain).Serialize(study).ToArray());
    }
}
