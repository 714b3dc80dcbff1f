using JointQP.Studies.Words;
using JointQP.Training.Compression;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class AuditTests
{
    [Fact]
    public void Audit_AtEveryStep_Passes()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        for (var step = 0; step < 10; step++)
        {
            Small.Train(network, compressor, step, step + 1);
            Small.Evaluate(network);
            Assert.Empty(compressor.Audit().Mismatches);
        }

        Assert.All(compressor.Sites, s => Assert.Equal(8, s.Bits));
        Assert.All(compressor.Sites, s => Assert.Equal(s.Operators.Length == 2 ? 0.5 : 0, s.Sparsity));
    }

    [Theory]
    [InlineData("conv2.weight")]
    [InlineData("bn1.features")]
    public void Audit_MaskTamperedWith_NamesTheSite(string site)
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 10);
        var state = compressor.State().ToDictionary(s => s.Name, s => s.Value);
        state[$"{site}/mask"].view(-1)[state[$"{site}/mask"].view(-1).argmin()] = 1;
        compressor.LoadState(state);
        Small.Evaluate(network);

        Assert.StartsWith($"{site}: ", Assert.Single(compressor.Audit().Mismatches), StringComparison.Ordinal);
    }

    [Fact]
    public void Audit_OperatorsMissedTheirStep_NamesEverySite()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 5);
        Small.Train(network, compressor, 8, 9);
        Small.Evaluate(network);

        // Ramps ended at step 5, Q began at 6 and 7.
        Assert.Equal(5 + 8, compressor.Audit().Mismatches.Length);
    }

    [Fact]
    public void Audit_NotEvaluatedSinceTheLastStep_NamesEverySite()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 9);
        Small.Evaluate(network);
        Small.Train(network, compressor, 9, 10);

        var mismatches = compressor.Audit().Mismatches;
        Assert.Equal(compressor.Sites.Count, mismatches.Length);
        Assert.All(mismatches, m => Assert.Contains("Evaluate the network", m, StringComparison.Ordinal));
        Small.Evaluate(network);
        Assert.Empty(compressor.Audit().Mismatches);
    }

    // 4 bits with 1 decimal bit: multiples of 0.5 from -4 to 3.5.
    [Theory]
    [InlineData(0.5f, 0f, null)]
    [InlineData(0.25f, 0f, "1 values are none that 4 bits can hold")]
    [InlineData(4f, 0f, "1 values are none that 4 bits can hold")]
    [InlineData(float.NaN, 0f, "1 values are none that 4 bits can hold")]
    [InlineData(0.5f, 0.5f, "1 pruned values are not zero")]
    public void Fault_ValuesThatASiteGaveOut_TellsWhatTheyCannotBe(float kept, float pruned, string? expected)
    {
        using var scope = NewDisposeScope();
        var fault = SiteMeasure.Fault(tensor(new[] { 1f, kept, pruned }), tensor(new[] { 1f, 1, 0 }), new(4, [1]));
        Assert.Equal(expected, fault?.TrimEnd('.'));
    }

    [Fact]
    public void Audit_ForwardInsteadOfCall_NamesTheSitesThatHooksNeverReached()
    {
        using var scope = NewDisposeScope();
        using Bypass network = new();
        using var compressor = Small.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 0)));
        compressor.BeginStep(0);
        network.call(Small.Values(1, 4, 6));
        network.eval();
        network.call(Small.Values(1, 4, 6));

        var mismatches = compressor.Audit().Mismatches;
        Assert.Equal(2, mismatches.Length);
        Assert.All(mismatches, m => Assert.StartsWith("second.weight: ", m, StringComparison.Ordinal));
        Assert.Contains("call()", mismatches[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Footprint_FloatAndJoint_CountsBitsOfWhatIsKept()
    {
        using var network = Small.Network();
        using var plain = Small.Attach(network, Schedule.Float);
        Assert.Throws<InvalidOperationException>(plain.Footprint);
        Small.Train(network, plain, 0, 1);
        // Weights 27 + 108 + 512 + 24; features 3x6x6 + 4x4x4 + 8.
        Assert.Equal(new Footprint(671 * 4, 180 * 4, 0, 0), plain.Footprint());
        plain.Dispose();

        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 10);
        Assert.Equal(new Footprint(27 + 54 + 256 + 24, 90, (108 + 512 + 180) / 8.0, (108 + 512 + 180) / 8.0), compressor.Footprint());
    }

    internal sealed class Bypass : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first = nn.Linear(6, 5);
        private readonly Linear _second = nn.Linear(5, 3);

        public Bypass()
            : base(nameof(Bypass))
        {
            register_module("first", _first);
            register_module("second", _second);
        }

        public override Tensor forward(Tensor input) => _second.forward(_first.call(input));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _first.Dispose();
                _second.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
