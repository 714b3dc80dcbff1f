using System.Runtime.InteropServices;

namespace JointQP.Client.Hosting;

/// <summary>Ctrl-C and SIGTERM: the first asks for an orderly end, the second for an immediate one.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _now = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Cancelled by the first.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Now => _now.Token;

    /// <summary>Takes the signals of this process over.</summary>
    public static Interrupts Listen()
    {
        var interrupts = new Interrupts();
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            interrupts._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interrupts.Press();
            }));
        }

        return interrupts;
    }

    /// <summary>One interrupt more.</summary>
    public void Press()
    {
        var source = _stop.IsCancellationRequested ? _now : _stop;
        source.Cancel();
    }

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _stop.Dispose();
        _now.Dispose();
    }
}
