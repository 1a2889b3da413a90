using Firebreak.Bench;

var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-bench-").FullName;
try
{
    switch (args)
    {
        case ["placing", var events, var orgs]:
            await Placing.Run(folder, int.Parse(events), int.Parse(orgs));
            return 0;
        default:
            Console.Error.WriteLine("firebreak-bench placing EVENTS ORGS");
            return 2;
    }
}
finally
{
    System.IO.Directory.Delete(folder, recursive: true);
}
