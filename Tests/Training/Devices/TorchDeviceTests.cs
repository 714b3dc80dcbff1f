using JointQP.Training;
using JointQP.Training.Devices;
using TorchSharp;

namespace JointQP.Tests.Training.Devices;

public sealed class TorchDeviceTests
{
    [Fact]
    public void Parse_Cpu_IsThere() => Assert.Equal(DeviceType.CPU, TorchDevice.Parse("cpu").type);

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("CPU")]
    public void Parse_NoSuchName_SaysWhatToWrite(string name) =>
        Assert.Contains("write cpu, or cuda:N", Assert.Throws<EngineException>(() => TorchDevice.Parse(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_CudaThatIsNotThere_SaysWhatIsThereAndTheMend()
    {
        var e = Assert.Throws<EngineException>(() => TorchDevice.Parse("cuda:99"));
        Assert.Contains(torch.cuda_is_available() ? "this machine has" : "-p:Cuda=true", e.Message, StringComparison.Ordinal);
    }
}
