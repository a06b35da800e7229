namespace Kubrick.Testing;

/// <summary>A request to an <see cref="HttpRelay"/>.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The path and the query as they were sent.</param>
public sealed record RelayedRequest(string Method, string Target);

/// <summary>What an <see cref="HttpRelay"/> does with a request instead of forwarding it.</summary>
/// <param name="Status">Answers with this status.</param>
/// <param name="IsCut">Closes the connection.</param>
/// <param name="Until">Holds the request until this task has completed, and then forwards it.</param>
/// <param name="Target">Forwards this path and query.</param>
public sealed record RelayFault(int? Status = null, bool IsCut = false, Task? Until = null, string? Target = null);

/// <summary>The answer that a client of an <see cref="HttpRelay"/> got.</summary>
/// <param name="Request">The client's request.</param>
/// <param name="Status">The status of the answer.</param>
public sealed record RelayedAnswer(RelayedRequest Request, int Status);
