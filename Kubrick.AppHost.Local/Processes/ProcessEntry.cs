namespace Kubrick.AppHost.Local;

/// <summary>A running process; zombies are not listed.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Parent">The parent's process id.</param>
/// <param name="Group">The process group.</param>
/// <param name="StartTime">Clock ticks after boot: with the id it names a process for good, as ids are used again.</param>
internal readonly record struct ProcessEntry(int Id, int Parent, int Group, long StartTime);
