namespace JointQP.Tests.Training.Checkpoints;

/// <summary>A file on a disk with room for so many bytes.</summary>
internal sealed class FullDisk(string path, int room) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0)
{
    private int _left = room;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if ((_left -= buffer.Length) < 0)
            throw new IOException("No space left on device.");
        base.Write(buffer);
    }
}
