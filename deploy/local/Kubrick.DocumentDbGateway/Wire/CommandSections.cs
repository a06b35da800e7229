namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>The parts of a message that carry a command. Their BSON is not validated yet.</summary>
/// <param name="Command">The command document.</param>
/// <param name="SequenceName">The name of the document sequence; empty without one.</param>
/// <param name="Sequence">The documents of a sequence section, one after another; null without one.</param>
/// <param name="Database">The database, where the message names it outside the command; otherwise null.</param>
internal readonly record struct CommandSections(ReadOnlyMemory<byte> Command, string SequenceName, ReadOnlyMemory<byte>? Sequence, string? Database);
