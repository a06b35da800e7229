namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>One command of MongoDB's.</summary>
/// <param name="Effect">What happens when it is done twice.</param>
/// <param name="RunAsync">Does it and answers the reply.</param>
internal sealed record Command(CommandEffect Effect, Func<CommandContext, Task<byte[]>> RunAsync);
