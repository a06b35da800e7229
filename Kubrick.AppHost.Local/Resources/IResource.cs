namespace Aspire.Hosting.ApplicationModel;

/// <summary>One part of the application: a project, a program, a server, a database, a parameter.</summary>
public interface IResource
{
    /// <summary>The name, unique within the application: ASCII letters, digits and single hyphens, at most 64 characters.</summary>
    string Name { get; }

    /// <summary>What is known about the resource: endpoints, environment, dependencies.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
