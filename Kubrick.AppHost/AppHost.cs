using Aspire.Hosting;
using Kubrick.Contracts;

var builder = DistributedApplication.CreateBuilder(args);

var mongo = builder.AddMongoDB(ResourceNames.MongoServer).WithDataVolume();
var database = mongo.AddDatabase(ResourceNames.Database);
var messaging = builder.AddRabbitMQ(ResourceNames.Messaging).WithDataVolume();

var recordings = builder.AddProject<Projects.Kubrick_Recordings>(ResourceNames.Recordings)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(database).WaitFor(database)
    .WithReference(messaging).WaitFor(messaging);

var uploads = builder.AddProject<Projects.Kubrick_Uploads>(ResourceNames.Uploads)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(recordings).WaitFor(recordings);

var web = builder.AddProject<Projects.Kubrick_Web>(ResourceNames.Web)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

builder.AddProject<Projects.Kubrick_Gateway>(ResourceNames.Gateway)
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(uploads).WaitFor(uploads)
    .WithReference(web).WaitFor(web);

builder.Build().Run();
