using CsCheck;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class NearestWordTests
{
    private static readonly string[] Words = ["experiments", "name", "seeds", "clip", "mask", "pass"];

    [Theory]
    [InlineData("experiment", "experiments")]
    [InlineData("Experiments", "experiments")]
    [InlineData("expermients", "experiments")]
    [InlineData("nmae", "name")]
    [InlineData("bask", "mask")]
    [InlineData("zzzz", null)]
    [InlineData("", null)]
    public void Find_OfMisspeltWord_GivesTheOneMeant(string found, string? near) => Assert.Equal(near, NearestWord.Find(found, Words));

    [Fact]
    public void Distance_IsSymmetricAndZeroForEqualsOnly()
    {
        var word = Gen.Char["abc"].Array[0, 8].Select(letters => new string(letters));
        Gen.Select(word, word).Sample((a, b) =>
        {
            Assert.Equal(NearestWord.Distance(a, b), NearestWord.Distance(b, a));
            Assert.Equal(a == b, NearestWord.Distance(a, b) == 0);
            Assert.InRange(NearestWord.Distance(a, b), Math.Abs(a.Length - b.Length), Math.Max(a.Length, b.Length));
        });
    }
}
