using System.Globalization;
using JointQP.Benchmarks.Steps;
using static TorchSharp.torch;

namespace JointQP.Benchmarks.Operators;

/// <summary>
/// The time of each operator over the time in which memory as fast as a copy moves the bytes that it must move, and what a call allocates. Copies of
/// the same size run between the calls, so that whatever else the machine does falls on both alike, and small tensors lie in the same cache.
/// </summary>
internal static class OperatorTable
{
    private const int MostWarmUps = 50;
    private const int FewBytes = 1 << 16;
    private static readonly int[] Sizes = [1 << 16, 1 << 20, 1 << 22, 1 << 24];

    public static int Run(int rounds)
    {
        set_num_threads(1);
        foreach (var size in Sizes)
        {
            using OperatorCases cases = new(size);
            Print(string.Create(
                CultureInfo.InvariantCulture,
                $"{size:N0} elements of 4 bytes; copying takes {Median(Enumerable.Range(0, 3 * rounds).Select(_ => Milliseconds(cases.Copy))):F3} ms"));
            Print($"{"operator",-24}{"state",-19}{"pass",-10}{"MiB moved",9}{"floor ms",10}{"ms",10}{"over floor",12}{"quartiles",16}{"managed B",11}{"native MiB",12}");
            foreach (var one in cases.All)
            {
                Print(Row(one, cases, size, rounds));
            }
        }

        return 0;
    }

    private static string Row(OperatorCase one, OperatorCases cases, int size, int rounds)
    {
        WarmUp(one, cases);
        List<(double Copy, double Call)> times = [];
        for (var round = 0; round < rounds; round++)
            times.Add((Milliseconds(cases.Copy), Call(one, cases, Milliseconds)));
        var managed = Call(one, cases, Allocated);
        var native = NativeMemory.Known ? Call(one, cases, call => NativeMemory.Needed(call) / 1048576.0).ToString("F1", CultureInfo.InvariantCulture) : "-";
        double[] ratios = [.. times.Select(t => t.Call / (t.Copy * one.Moves / 2)).Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Operator,-24}{one.State,-19}{one.Pass,-10}{one.Moves * size * 4 / 1048576,9:F1}{Median(times.Select(t => t.Copy)) * one.Moves / 2,10:F3}"
            + $"{Median(times.Select(t => t.Call)),10:F3}{Median(ratios),12:F2}{$"{ratios[rounds / 4]:F2} to {ratios[rounds * 3 / 4]:F2}",16}{managed,11:N0}{native,12}");
    }

    /// <summary>Calls until the C library has found places for all that a call allocates: pages touched for the first time would cost more than the call.</summary>
    private static void WarmUp(OperatorCase one, OperatorCases cases)
    {
        for (int calls = 0, settled = 0; calls < MostWarmUps && settled < 3; calls++)
        {
            var touched = NativeMemory.Touched(() => Call(one, cases, Milliseconds));
            settled = touched < FewBytes ? settled + 1 : 0;
        }
    }

    private static T Call<T>(OperatorCase one, OperatorCases cases, Func<Action, T> measure)
    {
        using var scope = NewDisposeScope();
        var measured = measure(one.Prepare());
        cases.Settle();
        return measured;
    }

    private static long Allocated(Action call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Milliseconds(Action call)
    {
        var start = Environment.CpuUsage.TotalTime;
        call();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values) => Measurements.Median(values);

    private static void Print(string line) => Console.WriteLine(line);
}
