using System.Globalization;
using System.Xml.Linq;

namespace JointQP.Client.Reports;

/// <summary>What the words and signs of a page mean, for those who have not read of the product: folded away.</summary>
internal static class ReadingGuide
{
    /// <summary>The notation, then the statistics.</summary>
    public static XElement Of(ReportData data)
    {
        var level = data.Request.Level.ToString(CultureInfo.InvariantCulture);
        (string Word, string Meaning)[] words =
        [
            ("P0.75(w)", "Pruning of weights: the 75 % with the smallest magnitudes become 0."),
            ("Q4(f)", "Quantization of features, what layers hand on to each other, to 4 bits. Either operator may act on weights (w), on features (f) or on both (w,f)."),
            ("A -> B", "A starts before B. This is an order; A = B start at the same step. An operator goes on acting after it has started."),
            ("@", "After it stand the onsets: where each operator starts, in parts of the training, epochs or steps."),
            ("float", "Training without an operator."),
            ("seed", "A number that fixes initial weights, order of data and all other chance of a training. Orders are compared within a seed, so what a seed does to both alike cancels."),
            ("contrast", "\"A before B\": the mean over all orders with A before B minus the mean over those with A after it, in each seed. The verdict goes by contrasts."),
            ("margin", "The difference below which it does not matter which order is taken; the spec names it. Without one it can be shown that orders differ, but never that they do not."),
            ("p, and Holm", $"p is how often chance alone would give at least such a difference. Where several contrasts are asked, Holm's correction raises p, so that any false finding among them is no likelier than {level}."),
            ("undecided", "Neither a difference nor its absence is shown: mostly there are too few seeds. It does not mean that the orders are alike."),
        ];
        return Tag.Of(
            "details",
            Tag.Class("guide"),
            Tag.Of("summary", "How to read this page"),
            Tag.Of("dl", words.SelectMany(word => new[] { Tag.Of("dt", word.Word), Tag.Of("dd", word.Meaning) })));
    }
}
