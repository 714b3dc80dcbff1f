using System.Reflection;
using System.Reflection.Emit;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Networks;
using JointQP.Tests.Training.Optimizers;
using JointQP.Tests.Training.Plugins;
using JointQP.Training.Networks;
using JointQP.Training.Optimizers;
using JointQP.Training.Stages;
using TorchSharp;
using TorchSharp.Modules;

namespace JointQP.Tests.Training.Native;

/// <summary>
/// TorchSharp turns a number into a Scalar that nothing holds while libtorch reads it, and a garbage collection frees it. So numbers are given to it as Scalars that are
/// held by a variable, and what makes Scalars of its own is not called.
/// </summary>
public sealed class ScalarTests
{
    private static readonly Lazy<HashSet<MethodBase>> Known = new(Makers);

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    [Fact]
    public void Engine_CallsNothingThatMakesAScalarWhichNobodyHolds() => AssertNone(typeof(StageTrainer).Assembly);

    [Fact]
    public void PluginOfTheExamples_CallsNothingThatMakesAScalarWhichNobodyHolds() =>
        AssertNone(Assembly.LoadFrom(Path.Combine(PluginTrialTests.Examples, "bin", "DenoisePlugin.dll")));

    // What holds Scalars makes them, and what is compared with TorchSharp's own calls it while no garbage is collected.
    [Fact]
    public void Tests_CallNothingThatMakesAScalarWhichNobodyHolds() => AssertNone(
        typeof(ScalarTests).Assembly,
        $"{typeof(Held)}.{nameof(Held.Of)}",
        $"{typeof(SteadyBatchNormTests)}.TorchSharps",
        $"{typeof(OptimizationTests)}.TorchSharps");

    /// <summary>It knows those that were found by training that failed, and TorchSharp's own steps.</summary>
    [Theory]
    [InlineData("Tensor", "add_")]
    [InlineData("Tensor", "op_Addition")]
    [InlineData("BatchNorm", "forward")]
    [InlineData("SGD", "step")]
    [InlineData("Adam", "step")]
    [InlineData("Adadelta", "step")]
    public void Makers_OfScalars_AreKnown(string type, string method) =>
        Assert.Contains(Known.Value, maker => maker.Name == method && maker.DeclaringType!.Name == type);

    // What is called through a base class is not seen in the calls.
    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Adadelta)]
    public void Step_OfEachOptimizer_MakesNone(OptimizerKind kind)
    {
        using var parameter = new Parameter(torch.zeros(2));
        using var optimizer = Optimization.Create(new() { Epochs = 1, Rate = 0.1, Optimizer = kind }, [parameter]);

        Assert.False(IsMaker(optimizer.GetType().GetMethod("step")));
    }

    [Fact]
    public void Forward_OfEachModuleOfEachNetwork_MakesNone()
    {
        var modules = NetworkCatalog.Names.SelectMany(name => NetworkCatalog.CreateClassifier(name, new ImageShape(1, 28, 28, 10), seed: 1).modules()).ToList();

        Assert.Contains(modules, module => module is SteadyBatchNorm);
        Assert.All(modules, module => Assert.False(IsMaker(module.GetType().GetMethod("forward")), module.GetType().Name));
    }

    private static bool IsMaker(MethodInfo? method) => method is not null && Known.Value.Any(maker => maker.HasSameMetadataDefinitionAs(method));

    private static void AssertNone(Assembly assembly, params string[] exceptIn)
    {
        var makers = Known.Value;
        var found = MethodsOf(assembly)
            .SelectMany(method => Calls(method)
                .Where(call => makers.Contains(call.Method) || (Makes(call.Method) && !call.IsKept) || Creates(method, call.Method))
                .Select(call => (In: $"{method.DeclaringType}.{method.Name}", Call: $"{call.Method.DeclaringType!.Name}.{call.Method}")))
            .Distinct()
            .ToLookup(one => one.In, one => one.Call);

        var others = found.Where(one => !exceptIn.Contains(one.Key)).Select(one => $"{one.Key}: {string.Join("; ", one)}").Order(StringComparer.Ordinal).ToList();
        Assert.True(others.Count == 0, string.Join(Environment.NewLine, others));
        Assert.All(exceptIn, one => Assert.True(found.Contains(one), $"{one} makes none and needs no exception."));
    }

    /// <summary>Creates a module or an optimizer whose own forward or step, which nobody calls by its name, makes one. Not so a class that overrides it.</summary>
    private static bool Creates(MethodBase caller, MethodBase called)
    {
        var created = called switch
        {
            ConstructorInfo when !called.DeclaringType!.IsAssignableFrom(caller.DeclaringType) => called.DeclaringType,
            MethodInfo { IsStatic: true } factory => factory.ReturnType,
            _ => null,
        };
        return created?.Assembly == typeof(Scalar).Assembly && created.GetMethods().Any(method => method.Name is "forward" or "step" && IsMaker(method));
    }

    /// <summary>TorchSharp's methods that make a Scalar without being given one, or call one that does.</summary>
    private static HashSet<MethodBase> Makers()
    {
        var calls = MethodsOf(typeof(Scalar).Assembly).ToDictionary(method => method, method => Calls(method).ToList());
        HashSet<MethodBase> makers = [.. calls.Where(method => method.Value.Exists(call => Makes(call.Method))).Select(method => method.Key)];
        while (calls.Where(method => !makers.Contains(method.Key) && method.Value.Exists(call => makers.Contains(call.Method))).Select(method => method.Key).ToList() is { Count: > 0 } more)
            makers.UnionWith(more);
        makers.RemoveWhere(method => Makes(method));
        return makers;
    }

    private static bool Makes(MethodBase method) =>
        method.DeclaringType == typeof(ScalarExtensionMethods) ? method.Name.StartsWith("To", StringComparison.Ordinal) && method is MethodInfo { ReturnType: var made } && made == typeof(Scalar)
        : method.DeclaringType == typeof(Scalar) && method.Name == "op_Implicit";

    private static IEnumerable<MethodBase> MethodsOf(Assembly assembly)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return assembly.GetTypes().SelectMany(type => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)));
    }

    /// <summary>What a method calls, and whether it puts the answer into a variable at once, which of an iterator is a field.</summary>
    private static IEnumerable<(MethodBase Method, bool IsKept)> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
            yield break;
        for (var at = 0; at < il.Length;)
        {
            var code = Read(il, ref at);
            var token = code.OperandType == OperandType.InlineMethod ? BitConverter.ToInt32(il, at) : 0;
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
            if (token != 0 && Resolve(method, token) is { } called)
            {
                var next = at;
                yield return (called, next < il.Length && Read(il, ref next).Name! is var after && (after.StartsWith("stloc", StringComparison.Ordinal) || after == "stfld"));
            }
        }
    }

    private static OpCode Read(byte[] il, ref int at)
    {
        short value = il[at++];
        if (value == 0xFE)
            value = unchecked((short)(0xFE00 | il[at++]));
        return Codes[value];
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        var called = method.Module.ResolveMethod(
            token, method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);
        return called is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericMethodDefinition() : called;
    }
}
