namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>A MongoDB command.</summary>
/// <param name="Effect">The effect of running it twice.</param>
/// <param name="RunAsync">Runs it and returns the reply.</param>
internal sealed record Command(CommandEffect Effect, Func<CommandContext, Task<byte[]>> RunAsync);
