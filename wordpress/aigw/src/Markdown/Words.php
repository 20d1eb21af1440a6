<?php
/**
 * Markdown within a line.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Markdown;

defined( 'ABSPATH' ) || exit;

/**
 * Bold, italic, struck out, code, and links to http, https and mailto. An image becomes a link: a picture that loads by
 * itself would let a model tell others what was said.
 *
 * At most STACK beginnings wait for their end, so that every sign is looked at a bounded number of times.
 */
final class Words {

	const STACK   = 32;
	const LONGEST = 50000;
	const SPECIAL = "\\`*_~[]<!:\n";
	const TAGS    = array( 1 => 'em', 2 => 'strong' );

	/** @var string The text. */
	private $text;

	/** @var string[] HTML so far, in pieces; a beginning whose end comes is replaced by its tag. */
	private $out = array();

	/** @var array[] Beginnings that wait: sign, width, piece. */
	private $open = array();

	/** @var int[][] Places of runs of backticks, by their length. */
	private $ticks = array();

	/** @var int[] How many of each length are behind. */
	private $seen = array();

	/**
	 * HTML of words.
	 *
	 * @param string $text Text without blank lines.
	 * @return string
	 */
	public static function html( string $text ): string {
		if ( strlen( $text ) > self::LONGEST ) {
			return str_replace( "\n", "<br>\n", self::escape( $text ) );
		}
		$self       = new self();
		$self->text = $text;
		$self->read();
		return implode( '', $self->out );
	}

	/**
	 * Text as HTML; an entity in it is text too.
	 *
	 * @param string $text Text.
	 * @return string
	 */
	public static function escape( string $text ): string {
		return htmlspecialchars( $text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8' );
	}

	/**
	 * Reads the text from its beginning to its end.
	 *
	 * @return void
	 */
	private function read() {
		$long = strlen( $this->text );
		for ( $at = strpos( $this->text, '`' ); false !== $at; $at = strpos( $this->text, '`', $at + $many ) ) {
			$many                   = strspn( $this->text, '`', $at );
			$this->ticks[ $many ][] = $at;
		}
		for ( $at = 0; $at < $long; ) {
			$plain = strcspn( $this->text, self::SPECIAL, $at );
			if ( $plain > 0 ) {
				$this->out[] = self::escape( substr( $this->text, $at, $plain ) );
				$at         += $plain;
				continue;
			}
			$at += $this->sign( $this->text[ $at ], $at );
		}
	}

	/**
	 * Reads what begins with a sign.
	 *
	 * @param string $sign The sign.
	 * @param int    $at   Where it is.
	 * @return int How many bytes were read.
	 */
	private function sign( string $sign, int $at ): int {
		$next = substr( $this->text, $at + 1, 1 );
		switch ( $sign ) {
			case "\n":
				$this->out[] = "<br>\n";
				return 1;
			case '\\':
				if ( '' !== (string) $next && false !== strpos( '\\`*_{}[]()<>#+-.!|~"\'', $next ) ) {
					$this->out[] = self::escape( $next );
					return 2;
				}
				break;
			case '`':
				return $this->code( $at );
			case '*':
			case '_':
			case '~':
				return $this->emphasis( $sign, $at );
			case '!':
				if ( '[' === $next ) {
					$this->begin( '[', 2, '![' );
					return 2;
				}
				break;
			case '[':
				$this->begin( '[', 1, '[' );
				return 1;
			case ']':
				return $this->link( $at );
			case '<':
				if ( preg_match( '#\G<((?:https?://|mailto:)[^ \n"\'<>`\\\\]{1,2048})>#i', $this->text, $m, 0, $at ) && ! $this->in_brackets() ) {
					$this->out[] = Links::anchor( $m[1] ) . self::escape( $m[1] ) . '</a>';
					return strlen( $m[0] );
				}
				break;
			case ':':
				$last = count( $this->out ) - 1;
				$http = $last < 0 || $this->in_brackets() ? '' : Links::scheme( $this->out[ $last ] );
				$rest = '' === $http ? '' : Links::bare( $http, $this->text, $at );
				if ( '' !== $rest ) {
					$this->out[ $last ] = substr( $this->out[ $last ], 0, -strlen( $http ) );
					$this->out[]        = Links::anchor( $http . $rest ) . self::escape( $http . $rest ) . '</a>';
					return strlen( $rest );
				}
		}
		$this->out[] = self::escape( $sign );
		return 1;
	}

	/**
	 * Code between backticks.
	 *
	 * @param int $at Where it begins.
	 * @return int How many bytes were read.
	 */
	private function code( int $at ): int {
		$many = strspn( $this->text, '`', $at );
		$next = $this->seen[ $many ] ?? 0;
		while ( isset( $this->ticks[ $many ][ $next ] ) && $this->ticks[ $many ][ $next ] <= $at ) {
			++$next;
		}
		$this->seen[ $many ] = $next;
		if ( ! isset( $this->ticks[ $many ][ $next ] ) ) {
			$this->out[] = str_repeat( '`', $many );
			return $many;
		}
		$end  = $this->ticks[ $many ][ $next ];
		$code = str_replace( "\n", ' ', substr( $this->text, $at + $many, $end - $at - $many ) );
		if ( strlen( $code ) > 2 && ' ' === $code[0] && ' ' === substr( $code, -1 ) && '' !== trim( $code, ' ' ) ) {
			$code = substr( $code, 1, -1 );
		}
		$this->out[] = '<code>' . self::escape( $code ) . '</code>';
		return $end + $many - $at;
	}

	/**
	 * Begins or ends what is emphasised.
	 *
	 * @param string $sign The sign.
	 * @param int    $at   Where it is.
	 * @return int How many bytes were read.
	 */
	private function emphasis( string $sign, int $at ): int {
		$many   = strspn( $this->text, $sign, $at );
		$before = 0 === $at ? ' ' : $this->text[ $at - 1 ];
		$after  = $this->text[ $at + $many ] ?? ' ';
		$begins = ' ' !== $after && "\n" !== $after && ( '_' !== $sign || ! self::letter( $before ) );
		$ends   = ' ' !== $before && "\n" !== $before && ( '_' !== $sign || ! self::letter( $after ) );
		if ( $many > 3 || ( '~' === $sign && 2 !== $many ) ) {
			$this->out[] = str_repeat( $sign, $many );
			return $many;
		}
		$left = $many;
		for ( $i = count( $this->open ) - 1; $ends && $left > 0 && $i >= 0; $i-- ) {
			list( $what, $wide, $piece ) = $this->open[ $i ];
			// Two close what two began, even over a single one that never ends.
			$two = 2 === $left && 1 === $wide && $this->waits( $sign, $i );
			if ( $what === $sign && $wide <= $left && ! $two ) {
				$tag                 = '~' === $sign ? 'del' : self::TAGS[ $wide ];
				$this->out[ $piece ] = "<$tag>";
				$this->out[]         = "</$tag>";
				$this->open          = array_slice( $this->open, 0, $i );
				$left               -= $wide;
			}
		}
		if ( ! $begins ) {
			$this->out[] = str_repeat( $sign, $left );
			return $many;
		}
		foreach ( 3 === $left ? array( 2, 1 ) : array_filter( array( $left ) ) as $wide ) {
			$this->begin( $sign, $wide, str_repeat( $sign, $wide ) );
		}
		return $many;
	}

	/**
	 * The end of a link's words, and where it goes.
	 *
	 * @param int $at Where the bracket is.
	 * @return int How many bytes were read.
	 */
	private function link( int $at ): int {
		for ( $i = count( $this->open ) - 1; $i >= 0 && '[' !== $this->open[ $i ][0]; ) {
			--$i;
		}
		if ( $i < 0 ) {
			$this->out[] = ']';
			return 1;
		}
		list( , , $piece ) = $this->open[ $i ];
		list( $url, $read ) = Links::target( $this->text, $at + 1 );
		if ( '' === $url ) {
			array_splice( $this->open, $i, 1 );
			$this->out[] = ']';
			return 1;
		}
		$this->out[ $piece ] = Links::anchor( $url );
		if ( count( $this->out ) - 1 === $piece ) {
			$this->out[] = self::escape( $url );
		}
		$this->out[] = '</a>';
		// No link is within another.
		$this->open = array_values(
			array_filter(
				array_slice( $this->open, 0, $i ),
				static function ( $one ) {
					return '[' !== $one[0];
				}
			)
		);
		return 1 + $read;
	}

	/**
	 * Notes a beginning; it is text until its end comes.
	 *
	 * @param string $sign Sign.
	 * @param int    $wide How many of it.
	 * @param string $text As text.
	 * @return void
	 */
	private function begin( string $sign, int $wide, string $text ) {
		$this->open[] = array( $sign, $wide, count( $this->out ) );
		$this->out[]  = $text;
		if ( count( $this->open ) > self::STACK ) {
			array_shift( $this->open );
		}
	}

	/**
	 * Whether two of a sign wait for their end below a place.
	 *
	 * @param string $sign  Sign.
	 * @param int    $below Place.
	 * @return bool
	 */
	private function waits( string $sign, int $below ): bool {
		for ( $i = 0; $i < $below; $i++ ) {
			if ( $sign === $this->open[ $i ][0] && 2 === $this->open[ $i ][1] ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether a bracket waits for its end.
	 *
	 * @return bool
	 */
	private function in_brackets(): bool {
		return in_array( '[', array_column( $this->open, 0 ), true );
	}

	/**
	 * Whether a byte is of a letter or digit; what is not ASCII counts as one.
	 *
	 * @param string $byte Byte.
	 * @return bool
	 */
	private static function letter( string $byte ): bool {
		return ord( $byte ) > 127 || ctype_alnum( $byte );
	}
}
