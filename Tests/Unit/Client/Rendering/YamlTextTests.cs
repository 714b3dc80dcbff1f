using System.Globalization;
using System.Text.Json;
using CsCheck;
using JointQP.Client.Rendering;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("yes")]
    [InlineData("No")]
    [InlineData("1e3")]
    [InlineData("0x1F")]
    [InlineData("1_000")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("2030-05-06")]
    [InlineData("P0.5(w) -> Q8(w)")]
    [InlineData("a: b # c")]
    [InlineData("- x")]
    [InlineData("")]
    [InlineData(" padded ")]
    [InlineData("two\nlines\r\n\tand a tab")]
    [InlineData("\u0007bell, \u2028 separator, \ud83d\ude00")]
    [InlineData("---")]
    [InlineData("...")]
    [InlineData("<<")]
    [InlineData("=")]
    public void Of_Text_ReadsAsTheSameText(string text)
    {
        Assert.Equal(Canonical(JsonText.Of(new[] { text })), Canonical(Read(YamlText.Of(new[] { text }))));
        Assert.Equal(
            Canonical(JsonText.Of(new Dictionary<string, int> { [text] = 1 })), Canonical(Read(YamlText.Of(new Dictionary<string, int> { [text] = 1 }))));
    }

    [Fact]
    public void Of_AnyText_ReadsAsTheSameText() =>
        Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 40].Sample(text => Canonical(JsonText.Of(new[] { text })) == Canonical(Read(YamlText.Of(new[] { text }))));

    [Fact]
    public void Of_AnyNumber_ReadsAsTheSameBits() => Gen.Double.Sample(number =>
    {
        var text = YamlText.Of(number).Trim('"');
        return BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)) == BitConverter.DoubleToInt64Bits(number)
            && (!text.Contains('E', StringComparison.Ordinal) || text.Contains('.', StringComparison.Ordinal));
    });

    [Fact]
    public void Of_AnswersOfACluster_HoldWhatTheirJsonHolds()
    {
        Equal(Samples.Results(new string('c', 64)));
        Equal(Samples.Status(problems: ["t0001.0: loss is [NaN]"]));
        Equal(new[] { Samples.Busy, Samples.Idle });
        Equal(new { Empty = Array.Empty<int>(), Nothing = (string?)null, Nested = new[] { new { A = new[] { 1, 2 } } }, Map = new Dictionary<string, int>() });
    }

    private static void Equal<T>(T value) => Assert.Equal(Canonical(JsonText.Of(value)), Canonical(Read(YamlText.Of(value))));

    private static string Canonical(string json) => JsonSerializer.Serialize(JsonElement.Parse(json));

    /// <summary>A reader that takes plain words for what the core schema of YAML 1.2 says they are, and gives JSON.</summary>
    private static string Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return JsonSerializer.Serialize(Tree(Assert.Single(stream.Documents).RootNode));
    }

    private static object? Tree(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.ToDictionary(pair => (string)Tree(pair.Key)!, pair => Tree(pair.Value)),
        YamlSequenceNode list => list.Children.Select(Tree).ToList(),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
        YamlScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException(node.ToString()),
    };

    private static object? Plain(string text) => text switch
    {
        "null" or "~" or "" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };
}
