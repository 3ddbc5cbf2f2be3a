using TorchSharp;
Console.WriteLine(torch.randn(3, 4).ToString(TensorStringStyle.Numpy));
