using System.Globalization;

namespace JointQP.Benchmarks.Planning;

/// <summary>A plot of logarithms in characters: what grows linearly lies on the dots.</summary>
internal static class LogPlot
{
    // A decade is as many rows as it is columns over two, as characters are about twice as high as wide.
    private const int ColumnsOfDecade = 24;
    private const int RowsOfDecade = ColumnsOfDecade / 3;

    /// <summary>The plot, a line each row, the largest value at the top.</summary>
    /// <param name="title">What the values are.</param>
    /// <param name="points">At least one; all positive, ascending by x.</param>
    public static IEnumerable<string> Lines(string title, IReadOnlyList<(double X, double Y)> points)
    {
        var (last, least) = (points[^1], points.Min(point => point.Y));
        int Row(double y) => (int)Math.Round(Math.Log10(last.Y / y) * RowsOfDecade);
        int Column(double x) => (int)Math.Round(Math.Log10(x / points[0].X) * ColumnsOfDecade);
        double Linear(int column) => last.Y * Math.Pow(10, (double)(column - Column(last.X)) / ColumnsOfDecade);

        yield return $"  {title}; the dots are linear through the last";
        for (var row = Math.Min(0, points.Min(point => Row(point.Y))); row <= Math.Max(Row(least), Row(Linear(0))); row++)
        {
            var line = new string(' ', Column(last.X) + 1).ToCharArray();
            for (var column = 0; column < line.Length; column++)
            {
                if (Row(Linear(column)) == row)
                    line[column] = '.';
            }

            foreach (var point in points.Where(point => Row(point.Y) == row))
                line[Column(point.X)] = 'o';
            yield return string.Create(CultureInfo.InvariantCulture, $"  {last.Y * Math.Pow(10, -(double)row / RowsOfDecade),10:G3} |{new string(line).TrimEnd()}");
        }

        yield return $"  {"",10} +{new string('-', Column(last.X) + 1)}";
        yield return $"  {"trials",10}  {string.Concat(points.Select((point, at) => Label(point.X, at == 0 ? 0 : Column(point.X) - Column(points[at - 1].X))))}";

        static string Label(double x, int width) => x.ToString("N0", CultureInfo.InvariantCulture).PadLeft(width);
    }
}
