"""First names and their short forms, so that Tomek is found for Tomasz.

Common usage; each line is one name with its short forms. Only ever a reason to show a close
match to a person who decides, never a reason to join two records.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from throughcare.people.folding import fold

_GROUPS = """
Abigail Abbie Abby Gail
Alan Al
Albert Al Bert Bertie
Alexander Alex Alec Sandy Xander Sasha
Alexandra Alex Sandra Sasha Lexi
Alfred Alf Alfie Fred
Alison Ali
Amanda Mandy
Andrew Andy Drew
Angela Angie
Anthony Tony Ant
Antonio Tony Toni
Barbara Barb Babs
Benjamin Ben Benny
Bernard Bernie
Bradley Brad
Cameron Cam
Catherine Cath Cathy Kate Katie Katy Kitty
Charles Charlie Chas Chuck
Charlotte Charlie Lottie
Christine Chris Chrissie Tina
Christopher Chris Kit
Clifford Cliff
Daniel Dan Danny
Danielle Dani
David Dave Davey Dai
Deborah Deb Debbie Debs
Dennis Den
Derek Del
Donald Don Donnie
Dorothy Dot Dottie
Douglas Doug
Edward Ed Eddie Ned Ted Teddy
Elaine Lainey
Elizabeth Beth Betty Eliza Libby Lisa Liz Lizzie Betsy
Emily Em Emmie
Francis Frank Frankie
Frances Fran Frankie
Frederick Fred Freddie
Gabriel Gabe
Geoffrey Geoff
Gerald Gerry
Gillian Gill Jill
Gregory Greg
Gwendoline Gwen
Harold Harry
Henry Harry Hal
Howard Howie
Ibrahim Ibby
Isabel Izzy Bella
Jacob Jake
Jacqueline Jackie Jacqui
James Jim Jimmy Jamie Jem
Janet Jan
Jan Janek
Jennifer Jen Jenny
Jeremy Jez
Jessica Jess Jessie
Joanna Jo Joan Joanne
Jonathan Jon Jonny
John Jack Johnny Jon
Joseph Joe Joey
Joshua Josh
Judith Jude Judy
Katarzyna Kasia
Katherine Kath Kathy Kate Katie Kat
Kenneth Ken Kenny
Kevin Kev
Kimberley Kim
Krzysztof Krzysiek Chris
Laurence Larry Laurie
Leanne Lea
Leonard Len Lenny
Leslie Les
Lewis Lou
Magdalena Magda
Malgorzata Gosia
Margaret Maggie Meg Peggy Marge Greta
Marcus Marc
Mariusz Mario
Martin Marty
Matthew Matt Matty
Maxwell Max
Michael Mick Mickey Mike Mikey
Mohammed Mo Mohamed Muhammad Mohammad Mehmet
Natalie Nat
Natasha Tash
Nathaniel Nate Nathan
Nicholas Nick Nicky Nico
Nicola Nicky Nicki
Oliver Ollie
Olivia Liv Livvy
Pamela Pam
Patricia Pat Patsy Trish Tricia
Patrick Pat Paddy
Penelope Penny
Peter Pete
Philip Phil Pip
Phillip Phil
Piotr Piotrek
Rachel Rach
Raymond Ray
Rebecca Bec Becky
Reginald Reg Reggie
Richard Dick Rich Richie Rick Ricky
Robert Bob Bobby Rob Robbie Bert
Roderick Rod
Ronald Ron Ronnie
Rosemary Rose Rosie
Russell Russ
Samantha Sam Sammy
Samuel Sam Sammy
Sandra Sandy
Sebastian Seb
Sharon Shaz
Sidney Sid
Simon Si
Stanislaw Staszek Stan
Stephanie Steph
Stephen Steve Stevie
Steven Steve Stevie
Stuart Stu
Susan Sue Susie
Terence Terry Tel
Theodore Theo Ted
Theresa Terry Tess
Thomas Tom Tommy
Timothy Tim
Tomasz Tomek
Tracey Trace
Valerie Val
Veronica Ronnie
Victor Vic
Victoria Vicky Vicki Tori
Vincent Vince Vinny
Virginia Ginny
Walter Wally Walt
Wayne Way
William Bill Billy Will Willy Liam
Wojciech Wojtek
Yusuf Yousef Youssef Joe
Zachary Zac Zach
"""


@cache
def _related() -> dict[str, frozenset[str]]:
    """Each folded name with the others that it may be short for, or have as a short form."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in _GROUPS.split("\n"):
        names = [fold(name) for name in line.split()]
        for short in names[1:]:
            found[short].add(names[0])
            found[names[0]].add(short)
    return {name: frozenset(others) for name, others in found.items()}


def related(folded: str) -> frozenset[str]:
    """The names that a folded first name may stand for, without itself."""
    return _related().get(folded, frozenset())


def may_be_short_for(one: str, other: str) -> bool:
    """Whether two folded first names may be one name, one of them short."""
    return other in related(one)
