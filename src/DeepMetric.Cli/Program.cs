using TorchSharp;
var x = torch.randn(3, 4);
Console.WriteLine(x.ToString(TensorStringStyle.Numpy));
Console.WriteLine(DeepMetric.Native.TorchRuntime.CompatibilityCopy);
