namespace Kubrick.AppHost.Local;

/// <summary>Finds a program before it is started, so that its absence is one clear sentence.</summary>
internal static class ProgramPath
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static string Resolve(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return !File.Exists(program) ? throw new LaunchException($"{program} is not there.")
                : IsExecutable(program) ? program
                : throw new LaunchException($"{program} is not executable.");
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(IsExecutable) ?? throw new LaunchException($"The program '{program}' is not on the PATH.");
    }

    private static bool IsExecutable(string file) => File.Exists(file) && (File.GetUnixFileMode(file) & AnyExecute) != 0;
}
