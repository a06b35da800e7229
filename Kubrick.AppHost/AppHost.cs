using Kubrick.AppHost;
using Kubrick.AppHost.Ports;
using Kubrick.AppHost.Running;
using Kubrick.AppHost.Servers;
using Kubrick.AppHost.Replicas;
using Kubrick.AppHost.Storage;
using Kubrick.Contracts;

using var ports = PortBlock.Take();
var builder = DistributedApplication.CreateBuilder(RunOptions.Create(args, ports));
builder.AddRun(ports);

// Infrastructure
var database = builder.AddMongo(ResourceNames.MongoServer, ResourceNames.Database);
var messaging = builder.AddMessaging(ResourceNames.Messaging);
var storage = builder.AddObjectStorage();

// Services
var recordings = builder.AddService<Projects.Kubrick_Recordings>(ResourceNames.Recordings)
    .WithReference(database).WaitFor(database)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(storage);

var uploads = builder.AddService<Projects.Kubrick_Uploads>(ResourceNames.Uploads)
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(storage);

// Live streaming
var playback = builder.AddService<Projects.Kubrick_Playback>(ResourceNames.Playback)
    .WithReference(database).WaitFor(database)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(storage);

var ingest = builder.AddService<Projects.Kubrick_Ingest>(ResourceNames.Ingest)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(playback);

builder.AddService<Projects.Kubrick_Transcoder>(ResourceNames.Transcoder)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(recordings)
    .WithReference(storage)
    .WithScratchFolder()
    .WithDrainCommands();

// Web
var web = builder.AddService<Projects.Kubrick_Web>(ResourceNames.Web);

// Edge
var gateway = builder.AddService<Projects.Kubrick_Gateway>(ResourceNames.Gateway, builder.GatewayPort())
    .WithExternalHttpEndpoints()
    .WithReference(recordings).WaitFor(recordings)
    .WithReference(uploads).WaitFor(uploads)
    .WithReference(ingest).WaitFor(ingest)
    .WithReference(playback).WaitFor(playback)
    .WithReference(web).WaitFor(web)
    .WithStorageOrigin(storage);

recordings.AllowUploadsFrom(storage, gateway);
uploads.AllowUploadsFrom(storage, gateway);
recordings.WithCommandSettings();
builder.Announce(gateway.Replicas[0]);

builder.Build().Run();
