using Microsoft.Extensions.Configuration;
using Kubrick.AppHost;
using Kubrick.Contracts;

var builder = DistributedApplication.CreateBuilder(args);

// Infrastructure
var mongo = builder.AddMongoDB(ResourceNames.MongoServer).WithDataVolume();
var database = mongo.AddDatabase(ResourceNames.Database);
var messaging = builder.AddRabbitMQ(ResourceNames.Messaging).WithDataVolume();
var storage = builder.AddObjectStorage();

// Services
var recordings = builder.AddProject<Projects.Kubrick_Recordings>(ResourceNames.Recordings)
    .AsService(builder)
    .WithReference(database).WaitFor(database)
    .WithReference(messaging).WaitFor(messaging)
    .WithObjectStorage(storage);

var uploads = builder.AddProject<Projects.Kubrick_Uploads>(ResourceNames.Uploads)
    .AsService(builder)
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(messaging).WaitFor(messaging)
    .WithObjectStorage(storage);

// Live streaming
var playback = builder.AddProject<Projects.Kubrick_Playback>(ResourceNames.Playback)
    .AsService(builder)
    .WithReference(database).WaitFor(database)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(recordings).WaitFor(recordings)
    .WithObjectStorage(storage);

var ingest = builder.AddProject<Projects.Kubrick_Ingest>(ResourceNames.Ingest)
    .AsService(builder)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(playback);

builder.AddProject<Projects.Kubrick_Transcoder>(ResourceNames.Transcoder)
    .AsService(builder)
    .WithReference(messaging).WaitFor(messaging)
    .WithObjectStorage(storage);

// Web
var web = builder.AddProject<Projects.Kubrick_Web>(ResourceNames.Web)
    .AsService(builder);

// Edge
var gateway = builder.AddProject<Projects.Kubrick_Gateway>(ResourceNames.Gateway)
    .AsService(builder, builder.Configuration.GetValue<int?>("PORT"))
    .WithExternalHttpEndpoints()
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(uploads).WaitFor(uploads)
    .WithReference(ingest).WaitFor(ingest)
    .WithReference(playback).WaitFor(playback)
    .WithReference(web).WaitFor(web)
    .WithObjectStorage(storage);

recordings.AllowUploadsFrom(storage, gateway);
uploads.AllowUploadsFrom(storage, gateway);

builder.Build().Run();
