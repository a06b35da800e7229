using System.ComponentModel.DataAnnotations;

namespace Kubrick.Messaging;

/// <summary>The broker's address, checked at the start.</summary>
internal sealed class BrokerSettings : IValidatableObject
{
    public string ConnectionString { get; set; } = "";

    public string ConnectionName { get; set; } = "";

    // A method, because validation reads every property, also when the address is malformed.
    public Uri ToUri() => new(ConnectionString);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(ConnectionString, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
        {
            // The value may contain a password.
            yield return new ValidationResult(
                $"ConnectionStrings__{ConnectionName} is {(ConnectionString.Length == 0 ? "not set" : "not a RabbitMQ address")}; it is the broker's address, such as amqp://user:password@host:5672.");
        }
    }
}
