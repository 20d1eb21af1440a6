<?php
/**
 * NOT WP-CLI: a stand-in for it where it cannot be had. It knows as much of WP-CLI as the plugin's commands use, and reads
 * a command's synopsis out of its comment as WP-CLI's documentation says.
 *
 * As a script it stands in for `wp`: AIGW_BED_SITE=/a/site php wp-cli-double.php aigw status --format=json
 */

// phpcs:disable -- names that are WP-CLI's.
namespace WP_CLI\Utils {
	function format_items( $format, $items, $fields ) {
		\WP_CLI::$said[] = array( 'items', $format );
		foreach ( $items as $item ) {
			foreach ( $fields as $field ) {
				if ( ! array_key_exists( $field, (array) $item ) ) {
					\WP_CLI::error( "Invalid field: $field." );
				}
			}
		}
		$rows = array_map(
			static function ( $item ) use ( $fields ) {
				return array_intersect_key( (array) $item, array_flip( $fields ) );
			},
			(array) $items
		);
		if ( 'json' === $format ) {
			\WP_CLI::line( json_encode( array_values( $rows ) ) );
			return;
		}
		\WP_CLI::line( implode( "\t", $fields ) );
		foreach ( $rows as $row ) {
			\WP_CLI::line( implode( "\t", array_map( 'strval', $row ) ) );
		}
	}
}

namespace {

	/** The end of a command, with its exit status. */
	final class WP_CLI_Exit extends Exception {}

	final class WP_CLI {
		/** What was said: kind and text. */
		public static $said = array();
		private static $commands = array();

		public static function add_command( $name, $class ) {
			self::$commands[ $name ] = $class;
		}
		public static function line( $text = '' ) {
			self::say( 'line', $text );
		}
		public static function log( $text ) {
			self::say( 'log', $text );
		}
		public static function success( $text ) {
			self::say( 'success', 'Success: ' . $text );
		}
		public static function error( $text ) {
			self::say( 'error', 'Error: ' . $text );
			throw new WP_CLI_Exit( (string) $text, 1 );
		}
		public static function halt( $code ) {
			throw new WP_CLI_Exit( '', $code );
		}
		private static function say( $kind, $text ) {
			self::$said[] = array( $kind, (string) $text );
			if ( defined( 'AIGW_WP_DOUBLE' ) ) {
				fwrite( 'error' === $kind ? STDERR : STDOUT, $text . "\n" );
			}
		}

		/** The description and the parameters of a subcommand; a parameter: name, kind, optional, default, options. */
		public static function synopsis( $name, $sub ) {
			$comment = (string) ( new ReflectionMethod( self::$commands[ $name ], $sub ) )->getDocComment();
			$text    = trim( preg_replace( array( '#^\s*/\*\*#', '#\*/$#', '#^[ \t]*\*[ ]?#m' ), '', $comment ) );
			$short   = strtok( $text, "\n" );
			$text    = preg_replace( '/^@.*/ms', '', $text );
			$made    = array();
			preg_match_all( '/(.+?)[\r\n]+:(.*?)(?:\n---\n(.*?)\n---|\n\n|\z)/s', substr( $text, (int) strpos( $text, '## OPTIONS' ) ), $m, PREG_SET_ORDER );
			foreach ( $m as $one ) {
				$token = trim( substr( $one[1], (int) strrpos( "\n" . $one[1], "\n" ) ) );
				$whole = $token;
				$free  = (bool) preg_match( '/^\[(.*)\]$/', $token, $inner );
				$token = $free ? $inner[1] : $token;
				if ( preg_match( '/^<([a-z-_0-9]+)>$/', $token, $n ) ) {
					$kind = 'positional';
				} elseif ( preg_match( '/^--([a-z-_0-9]+)=<[a-zA-Z-_|,0-9]+>$/', $token, $n ) ) {
					$kind = 'assoc';
				} elseif ( preg_match( '/^--([a-z-_0-9]+)$/', $token, $n ) ) {
					$kind = 'flag';
				} else {
					throw new LogicException( "$sub: WP-CLI cannot read the parameter '$whole'" );
				}
				$yaml = $one[3] ?? '';
				preg_match_all( '/^  - (.+)$/m', $yaml, $options );
				$made[ $n[1] ] = array( 'kind' => $kind, 'optional' => $free, 'default' => preg_match( '/^default: (.+)$/m', $yaml, $d ) ? $d[1] : null, 'options' => $options[1] );
			}
			return array( $short, $made );
		}

		/** Runs a command line as WP-CLI does: what does not fit its synopsis is an error. */
		public static function run( array $words ) {
			$name  = (string) array_shift( $words );
			$sub   = (string) array_shift( $words );
			$class = self::$commands[ $name ] ?? null;
			if ( null === $class || ! is_callable( array( new $class(), $sub ) ) || ! ( new ReflectionMethod( $class, $sub ) )->isPublic() || ( new ReflectionMethod( $class, $sub ) )->isStatic() ) {
				self::error( "'$name $sub' is not a registered wp command." );
			}
			list( , $known ) = self::synopsis( $name, $sub );
			$args    = array();
			$options = array();
			foreach ( $words as $word ) {
				if ( ! preg_match( '/^--([^=]+)(?:=(.*))?$/s', $word, $m ) ) {
					$args[] = $word;
					continue;
				}
				$about = $known[ $m[1] ] ?? null;
				if ( null === $about || 'positional' === $about['kind'] ) {
					self::error( "Parameter errors:\n unknown --{$m[1]} parameter" );
				}
				if ( 'assoc' === $about['kind'] && ! isset( $m[2] ) ) {
					self::error( "Parameter errors:\n --{$m[1]} parameter needs a value" );
				}
				if ( $about['options'] && ! in_array( $m[2] ?? '', $about['options'], true ) ) {
					self::error( "Parameter errors:\n Invalid value specified for '{$m[1]}'" );
				}
				$options[ $m[1] ] = 'flag' === $about['kind'] ? true : $m[2];
			}
			$least = 0;
			$most  = 0;
			foreach ( $known as $parameter => $about ) {
				if ( 'positional' === $about['kind'] ) {
					$most++;
					$least += $about['optional'] ? 0 : 1;
				} elseif ( null !== $about['default'] && ! isset( $options[ $parameter ] ) ) {
					$options[ $parameter ] = $about['default'];
				}
			}
			if ( count( $args ) < $least || count( $args ) > $most ) {
				self::error( "usage: wp $name $sub" );
			}
			( new $class() )->$sub( $args, $options );
		}
	}

	if ( PHP_SAPI === 'cli' && realpath( $_SERVER['SCRIPT_FILENAME'] ) === __FILE__ ) {
		define( 'WP_CLI', true );
		define( 'AIGW_WP_DOUBLE', true );
		$aigw_double_site = (string) getenv( 'AIGW_BED_SITE' );
		$aigw_double_bed  = json_decode( file_get_contents( $aigw_double_site . '/bed.json' ), true );
		$_SERVER         += array( 'HTTP_HOST' => preg_replace( '~^https?://~', '', $aigw_double_bed['url'] ), 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1' );
		require $aigw_double_site . '/wp-load.php';
		try {
			WP_CLI::run( array_slice( $argv, 1 ) );
		} catch ( WP_CLI_Exit $end ) {
			exit( $end->getCode() );
		}
	}
}
