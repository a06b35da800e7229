namespace Kubrick.AppHost.Local;

internal enum WaitType
{
    Healthy,
    Started,
    Completion,
}
