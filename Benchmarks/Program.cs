using System.Runtime.CompilerServices;
using JointQP.Benchmarks.Sharing;
using JointQP.Benchmarks.Steps;
using JointQP.Training.Compression;

// TorchSharp is used here before any code of the engine runs, and the engine is what lets it load on older systems.
RuntimeHelpers.RunModuleConstructor(typeof(Compressor).Module.ModuleHandle);

return args switch
{
    ["joint-step", ..] => JointStep.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20),
    ["operator", ..] => OperatorPass.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20),
    ["memory", ..] => Memory.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5000),
    ["trainer-pace", ..] => TrainerPace.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 40),
    ["sharing", ..] => SharingBenchmark.Run(args.AsSpan(1)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("joint-step [pairs of blocks]   the time of a settled joint step over that of a float step, one thread");
    Console.Error.WriteLine("operator [blocks]              one pruned and quantized feature map, forward and backward: fused, plain, and a mere copy");
    Console.Error.WriteLine("memory [steps]                 resident memory over a training with every operator");
    Console.Error.WriteLine("trainer-pace [blocks]          images/s of convnet through the stage trainer over a bare TorchSharp loop, one thread");
    Console.Error.WriteLine("sharing [options]              a study of orders with sharing and without on a real silo: steps, device time, and what was foretold");
    return 2;
}
