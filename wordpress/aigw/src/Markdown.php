<?php
/**
 * Markdown of models as HTML.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use Aigw\Markdown\Table;
use Aigw\Markdown\Words;

defined( 'ABSPATH' ) || exit;

/**
 * Makes HTML of what models write: paragraphs, headings, lists, quotes, tables, code; {@see Markdown\Words} does what stands in a line.
 *
 * Everything else is text, HTML too: no tag that a model says becomes one. It takes time in proportion to the text, whatever
 * the text is. blocks/answer/format.js does the very same in the browser; what is changed here is changed there.
 */
final class Markdown {

	const DEEPEST = 6;

	/**
	 * HTML of a text; what a model says is escaped in it.
	 *
	 * @param string $text What the model said.
	 * @return string
	 */
	public static function html( string $text ): string {
		$text = str_replace( array( "\r\n", "\r", "\t" ), array( "\n", "\n", '    ' ), $text );
		$text = (string) preg_replace( '/[\x00-\x08\x0B-\x1F\x7F]/', '', $text );
		return self::blocks( explode( "\n", $text ), 0, false );
	}

	/**
	 * HTML of lines.
	 *
	 * @param string[] $lines Lines.
	 * @param int      $depth Lists and quotes around them.
	 * @param bool     $tight Whether paragraphs go without a tag, as in a list without blank lines.
	 * @return string
	 */
	private static function blocks( array $lines, int $depth, bool $tight ): string {
		$made  = array();
		$count = count( $lines );
		for ( $i = 0; $i < $count; ) {
			$line = $lines[ $i ];
			if ( '' === trim( $line ) ) {
				++$i;
				continue;
			}
			$kind = self::kind( $lines, $i, $depth );
			$end  = $i + 1;
			switch ( $kind ) {
				case 'fence':
					list( $html, $end ) = self::fence( $lines, $i );
					break;
				case 'heading':
					$html = self::heading( trim( $line ) );
					break;
				case 'rule':
					$html = '<hr>';
					break;
				case 'quote':
					$inside = array();
					for ( $end = $i; $end < $count && 0 === strpos( ltrim( $lines[ $end ], ' ' ), '>' ); $end++ ) {
						$inside[] = (string) preg_replace( '/^ *> ?/', '', $lines[ $end ] );
					}
					$html = '<blockquote>' . self::blocks( $inside, $depth + 1, false ) . '</blockquote>';
					break;
				case 'table':
					list( $html, $end ) = Table::html( $lines, $i );
					break;
				case 'list':
					list( $html, $end ) = self::items( $lines, $i, $depth );
					break;
				default:
					while ( $end < $count && '' !== trim( $lines[ $end ] ) && 'text' === self::kind( $lines, $end, $depth, true ) ) {
						++$end;
					}
					$html = Words::html( implode( "\n", array_map( 'trim', array_slice( $lines, $i, $end - $i ) ) ) );
					$html = $tight ? $html : '<p>' . $html . '</p>';
			}
			$made[] = $html;
			$i      = $end;
		}
		return implode( "\n", $made );
	}

	/**
	 * What begins at a line.
	 *
	 * @param string[] $lines  Lines.
	 * @param int      $i      Which.
	 * @param int      $depth  Lists and quotes around it.
	 * @param bool     $within Whether a paragraph is before it: a number other than 1 is then no list.
	 * @return string fence, heading, rule, quote, table, list or text.
	 */
	private static function kind( array $lines, int $i, int $depth, bool $within = false ): string {
		$line  = $lines[ $i ];
		$blank = strspn( $line, ' ' );
		$first = $line[ $blank ];
		if ( $blank < 4 && ( '`' === $first || '~' === $first ) && preg_match( '/^(`{3,}[^`]*|~{3,}.*)$/D', substr( $line, $blank ) ) ) {
			return 'fence';
		}
		if ( '#' === $first ) {
			$many = strspn( $line, '#', $blank );
			return $many < 7 && in_array( substr( $line, $blank + $many, 1 ), array( ' ', '', false ), true ) ? 'heading' : 'text';
		}
		if ( '-' === $first || '*' === $first || '_' === $first ) {
			$bare = str_replace( ' ', '', $line );
			if ( strlen( $bare ) > 2 && strspn( $bare, $first ) === strlen( $bare ) ) {
				return 'rule';
			}
		}
		if ( $depth < self::DEEPEST && '>' === $first ) {
			return 'quote';
		}
		$mark = $depth < self::DEEPEST ? self::mark( $line ) : null;
		if ( null !== $mark && ( ! $within || null === $mark['number'] || 1 === $mark['number'] ) && ! ( $within && $mark['empty'] ) ) {
			return 'list';
		}
		return false !== strpos( $line, '|' ) && Table::columns( $lines, $i ) > 0 ? 'table' : 'text';
	}

	/**
	 * Code between fences; without an end it goes to the end.
	 *
	 * @param string[] $lines Lines.
	 * @param int      $i     Which one begins it.
	 * @return array HTML, and the line after it.
	 */
	private static function fence( array $lines, int $i ): array {
		$blank = strspn( $lines[ $i ], ' ' );
		$sign  = $lines[ $i ][ $blank ];
		$many  = strspn( $lines[ $i ], $sign, $blank );
		$name  = preg_match( '/^[A-Za-z0-9_+#.-]{1,32}/', trim( substr( $lines[ $i ], $blank + $many ) ), $m ) ? $m[0] : '';
		$code  = array();
		$count = count( $lines );
		for ( $end = $i + 1; $end < $count; $end++ ) {
			$bare = trim( $lines[ $end ] );
			if ( strlen( $bare ) >= $many && strspn( $bare, $sign ) === strlen( $bare ) ) {
				break;
			}
			$code[] = substr( $lines[ $end ], min( $blank, strspn( $lines[ $end ], ' ' ) ) );
		}
		$class = '' === $name ? '' : ' class="language-' . Words::escape( $name ) . '"';
		return array( '<pre><code' . $class . '>' . Words::escape( implode( "\n", $code ) ) . '</code></pre>', $end + 1 );
	}

	/**
	 * A heading, two ranks lower: a page has its own first and second.
	 *
	 * @param string $line Line.
	 * @return string
	 */
	private static function heading( string $line ): string {
		$rank = strspn( $line, '#' );
		$text = trim( substr( $line, $rank ) );
		$bare = rtrim( $text, '#' );
		$text = '' === $bare || ' ' === substr( $bare, -1 ) ? rtrim( $bare ) : $text;
		$tag  = 'h' . min( 6, $rank + 2 );
		return "<$tag>" . Words::html( $text ) . "</$tag>";
	}

	/**
	 * The mark at the beginning of a list's item.
	 *
	 * @param string $line Line.
	 * @return array|null blank (columns before it), wide (columns up to the text), number (null for a bullet), empty; null where there is none.
	 */
	private static function mark( string $line ): ?array {
		if ( ! preg_match( '/^( *)([-*+]|\xE2\x80\xA2|[0-9]{1,9}[.)])( +|$)/D', substr( $line, 0, 400 ), $m ) ) {
			return null;
		}
		$sign  = strlen( $m[2] );
		$digit = ctype_digit( $m[2][0] );
		$wide  = strlen( $m[3] );
		return array(
			'blank'  => strlen( $m[1] ),
			'wide'   => strlen( $m[1] ) + ( $digit ? $sign : 1 ) + ( $wide > 4 || 0 === $wide ? 1 : $wide ),
			'number' => $digit ? (int) $m[2] : null,
			'empty'  => '' === trim( substr( $line, strlen( $m[0] ) ) ),
			'text'   => substr( $line, strlen( $m[1] ) + $sign + ( $wide > 4 || 0 === $wide ? min( 1, $wide ) : $wide ) ),
		);
	}

	/**
	 * A list: items of one kind. What is two columns further in than an item's mark belongs to it.
	 *
	 * @param string[] $lines Lines.
	 * @param int      $i     Which one begins it.
	 * @param int      $depth Lists and quotes around it.
	 * @return array HTML, and the line after it.
	 */
	private static function items( array $lines, int $i, int $depth ): array {
		$first = self::mark( $lines[ $i ] );
		$now   = $first;
		$items = array( array( $first['text'] ) );
		$loose = false;
		$gap   = false;
		$count = count( $lines );
		for ( $end = $i + 1; $end < $count; $end++ ) {
			$line = $lines[ $end ];
			if ( '' === trim( $line ) ) {
				$gap = true;
				continue;
			}
			$blank = strspn( $line, ' ' );
			$last  = count( $items ) - 1;
			if ( $blank >= min( $now['wide'], $now['blank'] + 2 ) ) {
				$loose = $loose || $gap;
				if ( $gap ) {
					$items[ $last ][] = '';
				}
				$items[ $last ][] = substr( $line, min( $blank, $now['wide'] ) );
			} else {
				$mark = self::mark( $line );
				$kind = self::kind( $lines, $end, $depth );
				if ( 'list' === $kind && null !== $mark && is_int( $mark['number'] ) === is_int( $first['number'] ) ) {
					$loose   = $loose || $gap;
					$items[] = array( $mark['text'] );
					$now     = $mark;
				} elseif ( 'text' === $kind && ! $gap ) {
					$items[ $last ][] = $line;
				} else {
					break;
				}
			}
			$gap = false;
		}
		$html = '';
		foreach ( $items as $item ) {
			$html .= '<li>' . self::blocks( $item, $depth + 1, ! $loose ) . '</li>';
		}
		$tag   = null === $first['number'] ? 'ul' : 'ol';
		$start = null === $first['number'] || 1 === $first['number'] ? '' : ' start="' . $first['number'] . '"';
		return array( "<$tag$start>$html</$tag>", $end );
	}
}
