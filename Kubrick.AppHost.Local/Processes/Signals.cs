using System.Runtime.InteropServices;

namespace Kubrick.AppHost.Local;

/// <summary>Signals to processes and process groups.</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    public static void Send(int process, int signal) => _ = SendSignal(process, signal);

    public static void SendToGroup(int group, int signal) => _ = SendSignal(-group, signal);

    /// <summary>Sends a signal unless the id belongs to another process by now.</summary>
    public static void Send(ProcessEntry process, int signal)
    {
        if (ProcessTable.Find(process.Id) is { } now && now.StartTime == process.StartTime)
        {
            Send(process.Id, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
