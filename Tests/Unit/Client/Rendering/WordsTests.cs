using CsCheck;
using JointQP.Client.Rendering;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class WordsTests
{
    [Fact]
    public void Wrap_LongSentence_BreaksBetweenWords() =>
        Assert.Equal(["pruned or", "quantized", "first?"], Words.Wrap("pruned or quantized first?", 10));

    [Fact]
    public void Wrap_WordLongerThanALine_StaysWhole() =>
        Assert.Equal(["see", "/a/very/long/path", "now"], Words.Wrap("see /a/very/long/path now", 8));

    [Fact]
    public void Wrap_LineThatIsLaidOut_StaysAsItIs() =>
        Assert.Equal(["  jointqp study list"], Words.Wrap("  jointqp study list", 8));

    [Fact]
    public void Wrap_Anything_KeepsEveryWordAndTheWidth() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 9].Array[1, 30], Gen.Int[9, 60]).Sample((words, width) =>
        {
            var lines = Words.Wrap(string.Join(' ', words), width).ToList();
            Assert.Equal(words, lines.SelectMany(line => line.Split(' ')));
            Assert.All(lines, line => Assert.True(line.Length <= width));
        });
}
