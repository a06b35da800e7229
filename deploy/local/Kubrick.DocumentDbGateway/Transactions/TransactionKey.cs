namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>Identifies a transaction: a session has one at a time, with ascending numbers.</summary>
internal readonly record struct TransactionKey(string Session, long Number);
