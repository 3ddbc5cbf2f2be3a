namespace DeepMetric.Datasets;

/// <summary>The official files of the data sets: addresses, sizes, checksums and terms.</summary>
/// <remarks>
/// Sizes and checksums are the published ones: SHA-256 as TensorFlow Datasets lists them (Tiny-ImageNet's as several independent projects state it with its size and MD5), MD5 as the
/// authors or torchvision publish them. Most addresses still answer; where one is known to refuse, it stands behind its mirrors.
/// </remarks>
public static class DownloadCatalog
{
    private const string Cvdf = "https://storage.googleapis.com/cvdf-datasets/mnist/";
    private const string Ossci = "https://ossci-datasets.s3.amazonaws.com/mnist/";
    private const string LeCun = "http://yann.lecun.com/exdb/mnist/";
    private const string Zalando = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
    private const string ZalandoGit = "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/";
    private const string Omniglot = "https://github.com/brendenlake/omniglot/raw/master/python/";

    /// <summary>All sources, in the order of the data sets' names in the documentation.</summary>
    public static IReadOnlyList<DatasetSource> All { get; } =
    [
        new(
            "mnist",
            "MNIST",
            new(LeCun),
            "CC BY-SA 3.0",
            "Share alike and name Yann LeCun and Corinna Cortes. Cite LeCun, Bottou, Bengio & Haffner, Proc. IEEE 86(11), 1998.",
            [
                Mnist("train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                Mnist("train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                Mnist("t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                Mnist("t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ]),
        new(
            "fashion-mnist",
            "Fashion-MNIST",
            new("https://github.com/zalandoresearch/fashion-mnist"),
            "MIT",
            "Free for any use with the licence's notice, © Zalando SE. Cite Xiao, Rasul & Vollgraf, arXiv 1708.07747.",
            [
                Fashion("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                Fashion("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                Fashion("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                Fashion("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            ]),
        new(
            "cifar10",
            "CIFAR-10 (binary version)",
            new("https://www.cs.toronto.edu/~kriz/cifar.html"),
            "none stated",
            "The authors state no licence; used for research. Cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.",
            [File("cifar-10-binary.tar.gz", 170052171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")]),
        new(
            "cifar100",
            "CIFAR-100 (binary version)",
            new("https://www.cs.toronto.edu/~kriz/cifar.html"),
            "none stated",
            "The authors state no licence; used for research. Cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.",
            [File("cifar-100-binary.tar.gz", 168513733, "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec", "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz")]),
        new(
            "cub200",
            "Caltech-UCSD Birds-200-2011",
            new("https://www.vision.caltech.edu/datasets/cub_200_2011/"),
            "non-commercial research and education",
            "The photographs belong to their authors (Flickr). Cite Wah, Branson, Welinder, Perona & Belongie, Caltech CNS-TR-2011-001.",
            [
                File(
                    "CUB_200_2011.tgz",
                    1150585339,
                    "0c685df5597a8b24909f6a7c9db6d11e008733779a671760afef78feb49bf081",
                    "https://data.caltech.edu/records/65de6-vp158/files/CUB_200_2011.tgz?download=1",
                    "http://www.vision.caltech.edu/visipedia-data/CUB-200-2011/CUB_200_2011.tgz"),
            ]),
        new(
            "cars196",
            "Stanford Cars",
            new("https://ai.stanford.edu/~jkrause/cars/car_dataset.html"),
            "research use",
            "The authors state no licence of their own; the photographs belong to others and are used for research. Cite Krause, Stark, Deng & Fei-Fei, 3dRR 2013.",
            [
                File("cars_train.tgz", 979269282, "512b227b30e2f0a8aab9e09485786ab4479582073a144998da74d64b801fd288"),
                File("cars_test.tgz", 977350468, "bffea656d6f425cba3c91c6d83336e4c5f86c6cffd8975b0f375d3a10da8e243"),
                File("car_devkit.tgz", 330960, "b97deb463af7d58b6bfaa18b2a4de9829f0f79e8ce663dfa9261bf7810e9accd", "https://github.com/pytorch/vision/files/11644847/car_devkit.tgz"),
                File("cars_test_annos_withlabels.mat", 185758, "790f75be8ea34eeded134cc559332baf23e30e91367e9ddca97d26ed9b895f05"),
                WithMd5("car_ims.tgz", "d5c8f0aa497503f355e17dc7886c3f14"),
                WithMd5("cars_annos.mat", "b407c6086d669747186bd1d764ff9dbc"),
            ],
            "Stanford no longer serves the files. Get either cars_train.tgz, cars_test.tgz, car_devkit.tgz and cars_test_annos_withlabels.mat, or car_ims.tgz and cars_annos.mat, from somebody "
                + "who has them, or the copy at https://www.kaggle.com/datasets/jessicali9530/stanford-cars-dataset (an account is needed, and the bytes of its archive are others); the devkit is attached to "
                + "https://github.com/pytorch/vision/issues/7545. Then import each of them as cars196, from the second one on with merge. The training images and the devkit alone are enough for 8,144 items."),
        new(
            "sop",
            "Stanford Online Products",
            new("https://cvgl.stanford.edu/projects/lifted_struct/"),
            "none stated",
            "The authors state no licence; the photographs come from eBay.com and are used for research. Cite Song, Xiang, Jegelka & Savarese, CVPR 2016.",
            [
                File(
                    "Stanford_Online_Products.zip",
                    3083860082,
                    "b04fa78210e69fab050ce73939550e1cd0f96890bdd98ec9fee732c3b756ef48",
                    "http://ftp.cs.stanford.edu/cs/cvgl/Stanford_Online_Products.zip"),
            ]),
        new(
            "inshop",
            "DeepFashion: In-shop Clothes Retrieval Benchmark",
            new("http://mmlab.ie.cuhk.edu.hk/projects/DeepFashion/InShopRetrieval.html"),
            "non-commercial research and education",
            "The authors hold no copyright on the images; use is restricted to non-commercial research and education under their agreement. Cite Liu, Luo, Qiu, Wang & Tang, CVPR 2016.",
            [
                new("img.zip", [], null, null),
                new("list_eval_partition.txt", [], null, null),
            ],
            "The authors give the files out through a Google Drive folder, after their agreement was read: http://mmlab.ie.cuhk.edu.hk/projects/DeepFashion/InShopRetrieval.html. Get Img/img.zip and "
                + "Eval/list_eval_partition.txt (for boxes also Anno/list_bbox_inshop.txt), then import each as inshop, from the second one on with merge."),
        new(
            "omniglot",
            "Omniglot",
            new("https://github.com/brendenlake/omniglot"),
            "MIT",
            "Free for any use with the licence's notice, © 2015 Brenden Lake. Cite Lake, Salakhutdinov & Tenenbaum, Science 350(6266), 2015.",
            [
                File("images_background.zip", 9464212, "ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640", $"{Omniglot}images_background.zip"),
                File("images_evaluation.zip", 6462886, "1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee", $"{Omniglot}images_evaluation.zip"),
            ]),
        new(
            "tiny-imagenet",
            "Tiny-ImageNet-200",
            new("http://cs231n.stanford.edu/"),
            "ImageNet's terms: non-commercial research and education",
            "The photographs belong to their authors; ImageNet gives access for non-commercial research and education alone. Cite Le & Yang, Tiny ImageNet Visual Recognition Challenge, 2015.",
            [
                File(
                    "tiny-imagenet-200.zip",
                    248100043,
                    "6198c8ae015e2b3e007c7841da39ec069199b9aa3bfa943a462022fe5e43c821",
                    "https://cs231n.stanford.edu/tiny-imagenet-200.zip",
                    "http://cs231n.stanford.edu/tiny-imagenet-200.zip"),
            ]),
    ];

    /// <summary>The names of all data sets of the catalogue.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(source => source.Name)];

    /// <summary>The source of a data set, or null when the catalogue has none of this name.</summary>
    /// <param name="name">The name of the data set.</param>
    public static DatasetSource? Find(string name) => All.FirstOrDefault(source => source.Name == name);

    // The author's own site refuses downloads by programs more often than not.
    private static DownloadFile Mnist(string file, long size, string sha256) => File(file, size, sha256, $"{Cvdf}{file}", $"{Ossci}{file}", $"{LeCun}{file}");

    private static DownloadFile Fashion(string file, long size, string sha256) => File(file, size, sha256, $"{Zalando}{file}", $"{ZalandoGit}{file}");

    private static DownloadFile File(string file, long size, string sha256, params string[] addresses) =>
        new(file, [.. addresses.Select(address => new Uri(address))], size, new(ChecksumKind.Sha256, sha256));

    private static DownloadFile WithMd5(string file, string md5) => new(file, [], null, new(ChecksumKind.Md5, md5));
}
