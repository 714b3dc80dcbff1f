using System.Runtime.CompilerServices;
using JointQP.Benchmarks.Steps;
using JointQP.Training.Compression;

// TorchSharp is used here before any code of the engine runs, and the engine is what lets it load on older systems.
RuntimeHelpers.RunModuleConstructor(typeof(Compressor).Module.ModuleHandle);

return args switch
{
    ["joint-step", ..] => JointStep.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20),
    ["operator", ..] => OperatorPass.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 20),
    ["memory", ..] => Memory.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5000),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("joint-step [pairs of blocks]   the time of a settled joint step over that of a float step, one thread");
    Console.Error.WriteLine("operator [blocks]              one pruned and quantized feature map, forward and backward: fused, plain, and a mere copy");
    Console.Error.WriteLine("memory [steps]                 resident memory over a training with every operator");
    return 2;
}
