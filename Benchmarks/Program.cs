using System.Runtime.CompilerServices;
using JointQP.Benchmarks;
using JointQP.Training.Compression;

// TorchSharp is used here before any code of the engine runs, and the engine is what lets it load on older systems.
RuntimeHelpers.RunModuleConstructor(typeof(Compressor).Module.ModuleHandle);

return BenchmarkCommand.Create().Parse(args is [] ? ["--help"] : args).Invoke();
