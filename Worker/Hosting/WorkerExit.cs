using Microsoft.Extensions.Hosting;

namespace JointQP.Worker.Hosting;

/// <summary>Ends the process with a code that tells its supervisor why.</summary>
internal sealed class WorkerExit(IHostApplicationLifetime lifetime)
{
    /// <summary>Asked to stop.</summary>
    public const int Asked = 0;

    /// <summary>Wrong arguments, or a device that is not there.</summary>
    public const int BadInput = 2;

    /// <summary>The silo did not answer for too long.</summary>
    public const int SiloGone = 3;

    /// <summary>A newer process of the same slot is there.</summary>
    public const int Superseded = 4;

    /// <summary>A user had the slot drained. What is started in its place gets no work until the slot is restored.</summary>
    public const int Drained = 5;

    /// <summary>The code so far.</summary>
    public int Code { get; private set; }

    /// <summary>Stops the host; the first reason counts.</summary>
    public void Stop(int code)
    {
        if (Code == Asked)
            Code = code;
        lifetime.StopApplication();
    }
}
