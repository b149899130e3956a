/* json-texts.h - what the descriptors of data sets and the example projects say, for the
 * translations alone. build-aux/potfiles.sh writes it. */

/* blobs.json */
N_ ("Blobs")
N_ ("Clouds of points around centres on a circle.")
N_ ("Drawn by Gradus from the seed.")
N_ ("Normal noise around centres evenly spaced on the unit circle.")
N_ ("Teaching: a network's decision can be drawn as a map of the plane.")
N_ ("The noise alone says how far classes overlap.")
N_ ("Public domain (CC0)")
N_ ("Items for training")
N_ ("Items for testing")
N_ ("Standard deviation of what is added to each coordinate")
N_ ("Which of all such sets")
N_ ("Clouds")

/* cifar-10.json */
N_ ("CIFAR-10")
N_ ("50 000 training and 10 000 test photographs, 32×32 colour pixels, ten classes of equal size.")
N_ ("Alex Krizhevsky, Vinod Nair and Geoffrey Hinton, University of Toronto, 2009.")
N_ ("Pictures found by searching the web for nouns (the 80 Million Tiny Images collection), shrunk to 32 pixels; paid students kept those that show the class.")
N_ ("Research on recognising objects in small pictures.")
/* xgettext:no-c-format */
N_ ("Taken from a collection that its makers withdrew in 2020 for offensive content in other classes. About 3 % of the test pictures have a near-duplicate among the training ones, and some labels are wrong.")
N_ ("None stated; free for research")

/* cifar-100.json */
N_ ("CIFAR-100")
N_ ("50 000 training and 10 000 test photographs, 32×32 colour pixels, a hundred classes of equal size.")
N_ ("As CIFAR-10, of other classes: pictures found by searching the web for nouns, shrunk to 32 pixels, checked by paid students.")
N_ ("Research on recognising objects in small pictures, with few examples of each class.")
/* xgettext:no-c-format */
N_ ("Taken from a collection that its makers withdrew in 2020 for offensive content. About 10 % of the test pictures have a near-duplicate among the training ones. The 20 coarse classes that the files also hold are not read.")

/* circles.json */
N_ ("Circles")
N_ ("A circle within a circle.")
N_ ("As scikit-learn's make_circles: points evenly spaced on two circles, moved by normal noise.")
N_ ("With noise near the distance of the circles the classes overlap.")
N_ ("The inner circle's radius; the outer one's is 1")

/* fashion-mnist.json */
N_ ("Fashion-MNIST")
N_ ("60 000 training and 10 000 test pictures of clothes, 28×28 gray pixels, ten classes of equal size.")
N_ ("Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando Research, 2017 (arXiv:1708.07747).")
N_ ("Front-view product photographs of Zalando's shop, trimmed, shrunk to 28 pixels, sharpened, negated and turned to gray; labels are the shop's own silhouette codes, assigned by its fashion experts.")
N_ ("A replacement for MNIST in benchmarks of learning algorithms, of the same format and size but harder.")
N_ ("One shop, one country, studio photographs on a plain ground: a network trained on it does not recognise clothes in ordinary photographs. Shirt, T-shirt, pullover and coat overlap, and some labels are disputable; people reach about 0.835. Training and test pictures contain some near-duplicates.")
N_ ("MIT")

/* kmnist.json */
N_ ("Kuzushiji-MNIST")
N_ ("60 000 training and 10 000 test pictures of cursive Japanese characters, 28×28 gray pixels, ten classes of equal size.")
N_ ("Tarin Clanuwat, Mikel Bober-Irizar, Asanobu Kitamoto, Alex Lamb, Kazuaki Yamamoto and David Ha, 2018 (arXiv:1812.01718), from the Kuzushiji data set of the National Institute of Japanese Literature.")
N_ ("Characters cut out of scans of 35 books of the 18th century and labelled by experts.")
N_ ("A benchmark in MNIST's format, and an invitation to read classical Japanese literature.")
N_ ("One class a row of the syllabary, each with several ways to write it; the test set has writings that are rare in the training set.")
N_ ("CC BY-SA 4.0")

/* mnist.json */
N_ ("MNIST")
N_ ("60 000 training and 10 000 test pictures of handwritten digits, 28×28 gray pixels.")
N_ ("Yann LeCun, Corinna Cortes and Christopher Burges, 1998, from data of the US National Institute of Standards and Technology.")
N_ ("Digits written by employees of the US Census Bureau and by high-school students, scanned in black and white, scaled to fit 20×20 pixels, and centred by mass in 28×28.")
N_ ("Comparing methods of recognising handwriting.")
N_ ("Easy: simple networks reach 0.99, so it no longer tells good methods apart. The writers are American; a one and a seven look different elsewhere. Classes are not quite of equal size.")
N_ ("CC BY-SA 3.0")

/* moons.json */
N_ ("Moons")
N_ ("Two half circles that reach into each other.")
N_ ("As scikit-learn's make_moons: points evenly spaced on two half circles, moved by normal noise.")
N_ ("With noise over 0.25 or so the classes overlap.")

/* shapes.json */
N_ ("Shapes")
N_ ("Drawn figures, 28×28 gray pixels, ten classes of equal size.")
N_ ("Each figure is rasterised at a random place, size, angle and brightness, and normal noise is added to the pixels.")
N_ ("Trying out convolutional networks where no file is at hand, in tests and in class.")
N_ ("Figures, not photographs: a network that does well here has learned little about the world.")
N_ ("Standard deviation of what is added to each pixel (0 to 1)")

/* spirals.json */
N_ ("Spirals")
N_ ("Points on the arms of a spiral; the arm is the class.")
N_ ("The points of an arm are evenly spaced in angle and radius, then moved by normal noise.")
N_ ("Points lie thinner outside; with much noise the arms overlap near the centre, where no network can tell them apart.")
N_ ("Arms")
N_ ("Times that an arm goes round")

/* temperature.json */
N_ ("Temperature")
N_ ("Eleven readings of a thermometer without a scale, and the temperature in degrees Celsius at each.")
N_ ("Made for Gradus.")
N_ ("The readings are degrees Fahrenheit, t = 1.8·c + 32, each off by up to about one degree as a reading by eye is.")
N_ ("The smallest regression there is: fitting a line, after the first example of many courses.")
N_ ("Eleven points and one line; there is no test part.")

/* xor.json */
N_ ("Exclusive or")
N_ ("Points in a square; the class says whether their coordinates differ in sign.")
N_ ("Coordinates uniform between -1 and 1, then moved by normal noise.")
N_ ("Noise moves points across the axes, which no network can undo.")

/* fashion-autoencoder.gradus */
N_ ("Fashion-MNIST, an autoencoder")
N_ ("Squeezes each picture into 32 numbers and draws it again from them: the target is the input itself.")

/* fashion-cnn.gradus */
N_ ("Fashion-MNIST, a convolutional network")
N_ ("Two convolutions with batch normalisation, dropout against learning by heart, and a learning rate that falls along a cosine.")

/* fashion-lenet.gradus */
N_ ("Fashion-MNIST, LeNet")
N_ ("The shape of the first convolutional networks: two convolutions with pooling, then three linear layers.")

/* fashion-mlp.gradus */
N_ ("Fashion-MNIST, three linear layers")
N_ ("Pictures as a row of 784 numbers: the simplest network that tells clothes apart.")

/* fashion-resnet.gradus */
N_ ("Fashion-MNIST, a residual network")
N_ ("Two residual units: what goes into each is added to what comes out, so that the gradient has a short way back.")

/* fashion-small.gradus */
N_ ("Fashion-MNIST in under 100 000 parameters")
N_ ("Four convolutions, crops and flips of the training images, and a learning rate that rises and falls in one cycle.")

/* spiral-mlp.gradus */
N_ ("Points on three spiral arms, which no line can separate.")

/* temperature.gradus */
N_ ("A line through thermometer readings")
N_ ("Eleven readings of a thermometer without a scale beside degrees Celsius: what turns the one into the other?")
